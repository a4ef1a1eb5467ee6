package dev.tidemill.sql.parse;

import dev.tidemill.sql.validate.PostgresOperators;
import dev.tidemill.sql.validate.SqlErrors;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.sql.JoinConditionType;
import org.apache.calcite.sql.JoinType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/**
 * {@code ASOF JOIN … ON key = key AND time >= time}, and {@code MATCH_CONDITION time >= time ON key
 * = key}: an ordinary join in whose condition the comparison is marked by {@link
 * PostgresOperators#NEAREST}.
 */
public final class AsofSyntax {
    private AsofSyntax() {}

    /**
     * @param match null when the comparison stands in the condition
     */
    public static SqlNode join(
            SqlLiteral type,
            SqlNode left,
            SqlNode right,
            SqlNode condition,
            @Nullable SqlNode match) {
        SqlParserPos position = type.getParserPosition();
        List<SqlNode> equalities = new ArrayList<>();
        List<SqlNode> nearest = new ArrayList<>();
        split(condition, equalities, nearest);
        if (match != null) {
            nearest.add(match);
        }
        if (nearest.size() != 1 || !isComparison(nearest.getFirst())) {
            throw SqlErrors.unsupported(
                            position,
                            "an ASOF JOIN without exactly one of <, <=, > and >= between its sides")
                    .withHint("Write ON t.symbol = q.symbol AND t.at >= q.at.");
        }
        SqlNode marked =
                PostgresOperators.NEAREST.createCall(
                        nearest.getFirst().getParserPosition(), nearest.getFirst());
        for (SqlNode equality : equalities) {
            marked = SqlStdOperatorTable.AND.createCall(position, equality, marked);
        }
        boolean keepsAll = type.getValueAs(JoinType.class) == JoinType.LEFT_ASOF;
        return new SqlJoin(
                position,
                left,
                SqlLiteral.createBoolean(false, position),
                (keepsAll ? JoinType.LEFT : JoinType.INNER).symbol(position),
                right,
                JoinConditionType.ON.symbol(position),
                marked);
    }

    private static void split(SqlNode condition, List<SqlNode> equalities, List<SqlNode> nearest) {
        if (condition.getKind() == SqlKind.AND) {
            ((SqlCall) condition)
                    .getOperandList()
                    .forEach(part -> split(part, equalities, nearest));
        } else if (isComparison(condition)) {
            nearest.add(condition);
        } else if (condition.getKind() == SqlKind.EQUALS) {
            equalities.add(condition);
        } else if (!isTrue(condition)) {
            throw SqlErrors.unsupported(condition.getParserPosition(), "this part of an ASOF JOIN")
                    .withHint("Besides equalities and one comparison, filter in a subquery.");
        }
    }

    private static boolean isTrue(SqlNode condition) {
        return condition instanceof SqlLiteral literal && Boolean.TRUE.equals(literal.getValue());
    }

    private static boolean isComparison(SqlNode condition) {
        return switch (condition.getKind()) {
            case LESS_THAN, LESS_THAN_OR_EQUAL, GREATER_THAN, GREATER_THAN_OR_EQUAL -> true;
            default -> false;
        };
    }
}
