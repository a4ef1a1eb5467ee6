package dev.tidemill.sql.parse;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.sql.validate.SqlErrors;
import java.util.HashMap;
import java.util.Map;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlWindow;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.jspecify.annotations.Nullable;

/** Puts the windows that a SELECT names where its functions name them. */
final class NamedWindows extends SqlBasicVisitor<@Nullable Void> {
    private final Map<String, SqlWindow> windows = new HashMap<>();

    private NamedWindows(SqlSelect select) {
        for (SqlNode node : select.getWindowList()) {
            SqlWindow window = (SqlWindow) node;
            SqlIdentifier name = window.getDeclName();
            if (name == null || windows.put(name.getSimple(), complete(window)) != null) {
                throw SqlErrors.at(
                        node.getParserPosition(),
                        ErrorCode.INVALID_SQL,
                        "the window " + name + " is there twice");
            }
        }
    }

    /** Rewrites a SELECT, and the ORDER BY that stands behind it, in place. */
    static void resolve(SqlSelect select, SqlNodeList order) {
        NamedWindows names = new NamedWindows(select);
        select.getSelectList().accept(names);
        order.accept(names);
        SqlNode qualify = select.getQualify();
        if (qualify != null) {
            qualify.accept(names);
        }
        select.setOperand(WINDOWS_OPERAND, SqlNodeList.EMPTY);
    }

    /** The operand of a SELECT that is its WINDOW clause. */
    private static final int WINDOWS_OPERAND = 6;

    @Override
    public @Nullable Void visit(SqlCall call) {
        if (call.getKind() == SqlKind.SELECT) {
            return null;
        }
        if (call.getKind() == SqlKind.OVER) {
            call.setOperand(1, complete(call.operand(1)));
            return null;
        }
        return super.visit(call);
    }

    private SqlWindow complete(SqlNode window) {
        if (window instanceof SqlIdentifier name) {
            return named(name);
        }
        SqlWindow given = (SqlWindow) window;
        SqlIdentifier base = given.getRefName();
        return base == null ? given : extended(named(base), given);
    }

    private SqlWindow named(SqlIdentifier name) {
        SqlWindow window = windows.get(name.getSimple());
        if (window == null) {
            throw SqlErrors.at(
                    name.getParserPosition(),
                    ErrorCode.INVALID_SQL,
                    "window \"" + name.getSimple() + "\" does not exist");
        }
        return window;
    }

    /** The partition is the base's; order and frame may be added where the base has none. */
    private static SqlWindow extended(SqlWindow base, SqlWindow given) {
        if (!given.getPartitionList().isEmpty()
                || (!given.getOrderList().isEmpty() && !base.getOrderList().isEmpty())
                || base.getLowerBound() != null) {
            throw SqlErrors.at(
                    given.getParserPosition(),
                    ErrorCode.INVALID_SQL,
                    "a window cannot change what the one that it is based on has");
        }
        SqlLiteral rows = given.operand(ROWS_OPERAND);
        return SqlWindow.create(
                null,
                null,
                base.getPartitionList(),
                base.getOrderList().isEmpty() ? given.getOrderList() : base.getOrderList(),
                rows,
                given.getLowerBound(),
                given.getUpperBound(),
                null,
                given.getExclude(),
                given.getParserPosition());
    }

    private static final int ROWS_OPERAND = 4;
}
