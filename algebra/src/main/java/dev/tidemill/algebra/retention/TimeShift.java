package dev.tidemill.algebra.retention;

import dev.tidemill.algebra.expr.Call;
import dev.tidemill.algebra.expr.Cast;
import dev.tidemill.algebra.expr.ColumnRef;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.type.Type;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An expression that is one time column moved by a constant: {@code t + interval '1 hour'}. Unlike
 * other monotone functions it can be turned round.
 *
 * @param distance in the column's unit
 */
record TimeShift(int column, long distance) {
    static Optional<TimeShift> of(Expr expression) {
        return switch (expression) {
            case ColumnRef ref when isTime(ref.type()) ->
                    Optional.of(new TimeShift(ref.index(), 0));
            case Cast cast when cast.type().isTimestamp() && cast.input().type().isTimestamp() ->
                    of(cast.input());
            case Call call -> {
                OptionalLong distance = MonotoneExpressions.distance(call);
                yield distance.isEmpty()
                        ? Optional.empty()
                        : of(call.arguments().getFirst())
                                .flatMap(shift -> shift.plus(distance.getAsLong()));
            }
            default -> Optional.empty();
        };
    }

    private static boolean isTime(Type type) {
        return type.isTimestamp() || type == Type.DATE;
    }

    private Optional<TimeShift> plus(long more) {
        try {
            return Optional.of(new TimeShift(column, Math.addExact(distance, more)));
        } catch (ArithmeticException e) {
            return Optional.empty();
        }
    }
}
