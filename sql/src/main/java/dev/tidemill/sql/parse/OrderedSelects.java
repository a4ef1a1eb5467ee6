package dev.tidemill.sql.parse;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.sql.validate.SqlErrors;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlNumericLiteral;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlUnresolvedFunction;
import org.apache.calcite.sql.SqlWindow;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.util.Litmus;
import org.jspecify.annotations.Nullable;

/**
 * What is a number of rows to PostgreSQL and a QUALIFY to Calcite.
 *
 * <pre>
 * SELECT DISTINCT ON (a) b FROM t ORDER BY a, c
 *   → SELECT b FROM t QUALIFY row_number() OVER (PARTITION BY a ORDER BY a, c) = 1
 * SELECT b FROM t ORDER BY c FETCH FIRST 3 ROWS WITH TIES
 *   → SELECT b FROM t QUALIFY rank() OVER (ORDER BY c) &lt;= 3
 * </pre>
 */
final class OrderedSelects {
    private OrderedSelects() {}

    /** Rewrites a SELECT in place; one without DISTINCT ON is left as it is. */
    static void distinctOn(SqlSelect select, SqlNodeList order) {
        SqlCall marker = marker(select);
        if (marker == null) {
            return;
        }
        select.setHints(SqlNodeList.EMPTY);
        select.setOperand(0, SqlNodeList.EMPTY);
        List<SqlNode> partition = new ArrayList<>();
        marker.getOperandList().forEach(node -> partition.add(meant(node, select)));
        List<SqlNode> keys = allMeant(order, select);
        checkOrder(partition, keys, marker.getParserPosition());
        qualify(
                select,
                marker.getParserPosition(),
                "row_number",
                partition,
                keys,
                SqlStdOperatorTable.EQUALS,
                SqlLiteral.createExactNumeric("1", marker.getParserPosition()));
    }

    private static @Nullable SqlCall marker(SqlSelect select) {
        SqlNodeList hints = select.getHints();
        if (hints == null) {
            return null;
        }
        for (SqlNode hint : hints) {
            if (hint instanceof SqlCall call && call.getOperator() == PostgresSyntax.DISTINCT_ON) {
                return call;
            }
        }
        return null;
    }

    /** The first ones of ORDER BY are those of DISTINCT ON, as PostgreSQL demands. */
    private static void checkOrder(
            List<SqlNode> partition, List<SqlNode> order, SqlParserPos position) {
        int matching = Math.min(partition.size(), order.size());
        for (SqlNode key : order.subList(0, matching)) {
            if (partition.stream().noneMatch(p -> p.equalsDeep(bare(key), Litmus.IGNORE))) {
                throw SqlErrors.at(
                                position,
                                ErrorCode.INVALID_SQL,
                                "the expressions of DISTINCT ON must be the first of ORDER BY")
                        .withHint("Write ORDER BY with these first, then what decides.");
            }
        }
    }

    /** Rewrites the SELECT of a query in place. */
    static void limitWithTies(
            SqlNode query, SqlNodeList order, @Nullable SqlNode offset, SqlCall ties) {
        boolean plain =
                query instanceof SqlSelect select
                        && !select.isDistinct()
                        && marker(select) == null
                        && select.getQualify() == null;
        if (!plain || offset != null) {
            throw SqlErrors.unsupported(
                            ties,
                            offset != null
                                    ? "WITH TIES behind OFFSET"
                                    : "WITH TIES of anything but a plain SELECT")
                    .withHint("Use QUALIFY rank() OVER (ORDER BY …) <= n.");
        }
        if (order.isEmpty()) {
            throw SqlErrors.at(
                    ties.getParserPosition(), ErrorCode.INVALID_SQL, "WITH TIES needs an ORDER BY");
        }
        SqlSelect select = (SqlSelect) query;
        qualify(
                select,
                ties.getParserPosition(),
                "rank",
                List.of(),
                allMeant(order, select),
                SqlStdOperatorTable.LESS_THAN_OR_EQUAL,
                ties.operand(0));
    }

    private static void qualify(
            SqlSelect select,
            SqlParserPos position,
            String function,
            List<SqlNode> partition,
            List<SqlNode> order,
            SqlOperator comparison,
            SqlNode count) {
        if (select.getQualify() != null) {
            throw SqlErrors.unsupported(position, "DISTINCT ON together with QUALIFY");
        }
        SqlNode number =
                SqlStdOperatorTable.OVER.createCall(
                        position, call(function, position), window(position, partition, order));
        select.setQualify(comparison.createCall(position, number, count));
    }

    /** A call that is resolved by its name later. */
    static SqlCall call(String function, SqlParserPos position, SqlNode... operands) {
        return new SqlUnresolvedFunction(
                        new SqlIdentifier(function, position),
                        null,
                        null,
                        null,
                        null,
                        SqlFunctionCategory.USER_DEFINED_FUNCTION)
                .createCall(position, operands);
    }

    /** A window without a frame. */
    static SqlWindow window(SqlParserPos position, List<SqlNode> partition, List<SqlNode> order) {
        return SqlWindow.create(
                null,
                null,
                new SqlNodeList(partition, position),
                new SqlNodeList(order, position),
                SqlLiteral.createBoolean(false, position),
                null,
                null,
                null,
                SqlWindow.createExcludeNoOthers(position),
                position);
    }

    private static List<SqlNode> allMeant(SqlNodeList order, SqlSelect select) {
        List<SqlNode> keys = new ArrayList<>();
        order.forEach(key -> keys.add(meant(key, select)));
        return keys;
    }

    /** The expression for which a name or a position of the result stands. */
    private static SqlNode meant(SqlNode key, SqlSelect select) {
        return switch (key.getKind()) {
            case DESCENDING, NULLS_FIRST, NULLS_LAST -> {
                SqlCall call = (SqlCall) key;
                SqlNode bare = call.operand(0);
                yield call.getOperator().createCall(call.getParserPosition(), meant(bare, select));
            }
            case IDENTIFIER -> named((SqlIdentifier) key, select);
            default ->
                    key instanceof SqlNumericLiteral number && number.isInteger()
                            ? atPosition(number, select)
                            : key;
        };
    }

    private static SqlNode atPosition(SqlNumericLiteral number, SqlSelect select) {
        int position = number.intValue(true);
        if (position < 1 || position > select.getSelectList().size()) {
            throw SqlErrors.at(
                    number.getParserPosition(),
                    ErrorCode.INVALID_SQL,
                    "position " + position + " is not in the result");
        }
        return unnamed(select.getSelectList().get(position - 1));
    }

    private static SqlNode named(SqlIdentifier name, SqlSelect select) {
        for (SqlNode item : select.getSelectList()) {
            if (name.isSimple()
                    && item.getKind() == SqlKind.AS
                    && ((SqlCall) item).operand(1) instanceof SqlIdentifier alias
                    && alias.getSimple().equals(name.getSimple())) {
                return unnamed(item);
            }
        }
        return name;
    }

    private static SqlNode unnamed(SqlNode item) {
        return item.getKind() == SqlKind.AS ? ((SqlCall) item).operand(0) : item;
    }

    private static SqlNode bare(SqlNode key) {
        return switch (key.getKind()) {
            case DESCENDING, NULLS_FIRST, NULLS_LAST -> bare(((SqlCall) key).operand(0));
            default -> key;
        };
    }
}
