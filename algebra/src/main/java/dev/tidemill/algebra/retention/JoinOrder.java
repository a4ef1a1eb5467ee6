package dev.tidemill.algebra.retention;

import dev.tidemill.algebra.expr.Call;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.expr.Logical;
import dev.tidemill.algebra.expr.ScalarFunction;
import dev.tidemill.algebra.plan.Join;
import dev.tidemill.algebra.type.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a join's condition says about two time columns: of every pair, {@code later >= earlier +
 * distance}. An equality says it both ways with distance 0.
 *
 * @param laterIsLeft whether {@code later} is a column of the left input and {@code earlier} one of
 *     the right, or the other way round; both count within their input
 */
record JoinOrder(boolean laterIsLeft, int later, int earlier, long distance) {
    /** All that the keys, the band and the residual of a join say. */
    static List<JoinOrder> of(Join join) {
        List<JoinOrder> orders = new ArrayList<>();
        for (Join.KeyPair key : join.keys()) {
            if (isTime(join.left().schema().type(key.left()))) {
                orders.add(new JoinOrder(true, key.left(), key.right(), 0));
                orders.add(new JoinOrder(false, key.right(), key.left(), 0));
            }
        }
        Join.Band band = join.band();
        if (band != null && isTime(join.left().schema().type(band.left()))) {
            if (band.low() != null) {
                orders.add(new JoinOrder(true, band.left(), band.right(), band.low()));
            }
            if (band.high() != null) {
                orders.add(new JoinOrder(false, band.right(), band.left(), -band.high()));
            }
        }
        if (join.residual() != null) {
            collect(join.residual(), join.left().schema().size(), orders);
        }
        return orders;
    }

    private static boolean isTime(Type type) {
        return type.isTimestamp() || type == Type.DATE;
    }

    private static void collect(Expr condition, int width, List<JoinOrder> orders) {
        if (condition instanceof Logical(Logical.Kind kind, List<Expr> operands)
                && kind == Logical.Kind.AND) {
            operands.forEach(operand -> collect(operand, width, orders));
        } else if (condition instanceof Call call) {
            comparison(call, width).ifPresent(orders::add);
        }
    }

    private static Optional<JoinOrder> comparison(Call call, int width) {
        boolean greater =
                call.function() == ScalarFunction.GREATER
                        || call.function() == ScalarFunction.GREATER_OR_EQUAL;
        boolean less =
                call.function() == ScalarFunction.LESS
                        || call.function() == ScalarFunction.LESS_OR_EQUAL;
        if (!greater && !less) {
            return Optional.empty();
        }
        Optional<TimeShift> high = TimeShift.of(call.arguments().get(greater ? 0 : 1));
        Optional<TimeShift> low = TimeShift.of(call.arguments().get(greater ? 1 : 0));
        return high.isEmpty() || low.isEmpty()
                ? Optional.empty()
                : between(high.get(), low.get(), width);
    }

    /** {@code high.column + h >= low.column + l}, of columns of different inputs. */
    private static Optional<JoinOrder> between(TimeShift high, TimeShift low, int width) {
        boolean left = high.column() < width;
        if (left == low.column() < width) {
            return Optional.empty();
        }
        long distance = low.distance() - high.distance();
        return Optional.of(
                new JoinOrder(
                        left,
                        left ? high.column() : high.column() - width,
                        left ? low.column() - width : low.column(),
                        distance));
    }
}
