package dev.tidemill.sql.parse;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.jspecify.annotations.Nullable;

/**
 * Brings forms of SELECT to simpler ones, in place: named windows, DISTINCT ON, and windows of time
 * as tables.
 */
public final class SelectForms extends SqlBasicVisitor<@Nullable Void> {
    private SelectForms() {}

    /** Rewrites a statement. */
    public static void simplify(SqlNode statement) {
        statement.accept(new SelectForms());
    }

    @Override
    public @Nullable Void visit(SqlCall call) {
        if (call instanceof SqlOrderBy ordered && ordered.query instanceof SqlSelect select) {
            NamedWindows.resolve(select, ordered.orderList);
            OrderedSelects.distinctOn(select, ordered.orderList);
        }
        if (call instanceof SqlSelect select) {
            NamedWindows.resolve(select, SqlNodeList.EMPTY);
            OrderedSelects.distinctOn(select, SqlNodeList.EMPTY);
            SqlNode from = select.getFrom();
            if (from != null) {
                select.setFrom(table(from));
            }
        }
        return super.visit(call);
    }

    private static SqlNode table(SqlNode from) {
        if (from instanceof SqlJoin join) {
            join.setLeft(table(join.getLeft()));
            join.setRight(table(join.getRight()));
            return join;
        }
        SqlNode named = ArrayTables.named(from);
        if (named != from) {
            return named;
        }
        if (from.getKind() == SqlKind.AS
                && ((SqlCall) from).operand(0).getKind() == SqlKind.COLLECTION_TABLE) {
            SqlCall alias = (SqlCall) from;
            alias.setOperand(0, WindowTables.plain(alias.operand(0), false));
            return alias;
        }
        return from.getKind() == SqlKind.COLLECTION_TABLE
                ? WindowTables.plain((SqlCall) from, true)
                : from;
    }
}
