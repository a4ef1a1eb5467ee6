package dev.tidemill.sql.parse;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.sql.validate.LiveAggregate;
import dev.tidemill.sql.validate.LiveOperatorTable;
import dev.tidemill.sql.validate.SqlErrors;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
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
        SqlNode half = SqlLiteral.createExactNumeric("0.5", position);
        return aggregate("percentile_cont").createCall(position, argument, half);
    }

    /** Whether the aggregate is about the one column of its WITHIN GROUP. */
    static boolean isOfOrder(SqlCall call) {
        return LiveOperatorTable.aggregate(call.getOperator().getName())
                        instanceof LiveAggregate aggregate
                && aggregate.form().isOfOrder();
    }

    /** {@code f(share) WITHIN GROUP (ORDER BY x DESC)} as a call of x and the share. */
    static SqlNode ofOrder(SqlCall call, SqlNodeList order, UnaryOperator<SqlNode> rewritten) {
        SqlParserPos position = call.getParserPosition();
        LiveAggregate aggregate = aggregate(call.getOperator().getName());
        if (order.size() != 1) {
            throw SqlErrors.at(
                    position,
                    ErrorCode.INVALID_SQL,
                    aggregate.getName() + " takes one ORDER BY column");
        }
        SqlNode key = order.get(0);
        while (key.getKind() == SqlKind.NULLS_FIRST || key.getKind() == SqlKind.NULLS_LAST) {
            key = ((SqlCall) key).operand(0);
        }
        if (key.getKind() == SqlKind.DESCENDING) {
            key = ((SqlCall) key).operand(0);
            aggregate = aggregate(aggregate.getName() + LiveOperatorTable.DESCENDING);
        }
        List<SqlNode> operands = new ArrayList<>(List.of(rewritten.apply(key)));
        call.getOperandList().forEach(operand -> operands.add(rewritten.apply(operand)));
        return aggregate.createCall(call.getFunctionQuantifier(), position, operands);
    }

    private static LiveAggregate aggregate(String name) {
        return (LiveAggregate) java.util.Objects.requireNonNull(LiveOperatorTable.aggregate(name));
    }
}
