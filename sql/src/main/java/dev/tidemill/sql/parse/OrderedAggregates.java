package dev.tidemill.sql.parse;

import dev.tidemill.sql.validate.LiveOperatorTable;
import dev.tidemill.sql.validate.SqlErrors;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;

/**
 * The aggregates that the grammar knows by their words, in our operators. An order inside the
 * parentheses becomes one behind them: {@code f(x ORDER BY y)} is {@code f(x) WITHIN GROUP (ORDER
 * BY y)}.
 */
final class OrderedAggregates {
    private OrderedAggregates() {}

    /**
     * @param operands the call's operands, rewritten
     */
    static SqlNode named(SqlCall call, List<SqlNode> operands) {
        SqlOperator aggregate = LiveOperatorTable.aggregate(call.getOperator().getName());
        SqlParserPos position = call.getParserPosition();
        if (aggregate == null) {
            throw SqlErrors.unsupported(position, call.getOperator().getName());
        }
        List<SqlNode> arguments = new ArrayList<>(operands);
        if (arguments.isEmpty() || !(arguments.getLast() instanceof SqlNodeList order)) {
            return aggregate.createCall(call.getFunctionQuantifier(), position, arguments);
        }
        arguments.removeLast();
        return SqlStdOperatorTable.WITHIN_GROUP.createCall(
                position,
                aggregate.createCall(call.getFunctionQuantifier(), position, arguments),
                order);
    }

    /** {@code median(x)} is {@code percentile_cont(0.5) WITHIN GROUP (ORDER BY x)}. */
    static SqlNode median(SqlCall call, SqlNode argument) {
        SqlParserPos position = call.getParserPosition();
        SqlOperator percentile =
                java.util.Objects.requireNonNull(LiveOperatorTable.aggregate("percentile_cont"));
        return SqlStdOperatorTable.WITHIN_GROUP.createCall(
                position,
                percentile.createCall(
                        position,
                        SqlLiteral.createExactNumeric(new BigDecimal("0.5").toString(), position)),
                new SqlNodeList(List.of(argument), position));
    }
}
