package dev.tidemill.sql.parse;

import dev.tidemill.sql.validate.PostgresOperators;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.jspecify.annotations.Nullable;

/** Finds where a statement first reads the time. */
public final class NowPosition extends SqlBasicVisitor<@Nullable Void> {
    private SqlParserPos found = SqlParserPos.ZERO;

    private NowPosition() {}

    /** {@link SqlParserPos#ZERO} when it does not. */
    public static SqlParserPos in(SqlNode statement) {
        NowPosition visitor = new NowPosition();
        statement.accept(visitor);
        return visitor.found;
    }

    @Override
    public @Nullable Void visit(SqlCall call) {
        SqlOperator operator = call.getOperator();
        boolean now =
                operator == PostgresOperators.NOW
                        || operator == PostgresOperators.LOCAL_NOW
                        || operator == PostgresOperators.TODAY;
        if (now && found == SqlParserPos.ZERO) {
            found = call.getParserPosition();
        }
        return super.visit(call);
    }
}
