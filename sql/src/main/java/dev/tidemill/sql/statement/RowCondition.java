package dev.tidemill.sql.statement;

import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.type.Schema;
import java.util.List;
import java.util.Optional;

/** A table's CHECK, understood. It has no functions of the project, which may come and go. */
public final class RowCondition {
    private RowCondition() {}

    /** The condition over a row of the table. */
    public static Expr of(String table, Schema schema, String sql) {
        RowLayout layout = new RowLayout(schema, List.of());
        return new RowPlanner(_ -> Optional.empty(), table, null, layout, new int[0])
                .expression(WritePlanner.parsed(sql));
    }
}
