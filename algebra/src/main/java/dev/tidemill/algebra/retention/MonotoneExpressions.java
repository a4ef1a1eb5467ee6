package dev.tidemill.algebra.retention;

import dev.tidemill.algebra.bound.Bound;
import dev.tidemill.algebra.bound.MonotoneStep;
import dev.tidemill.algebra.column.Interval;
import dev.tidemill.algebra.expr.Call;
import dev.tidemill.algebra.expr.Cast;
import dev.tidemill.algebra.expr.ColumnRef;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.expr.Literal;
import dev.tidemill.algebra.type.Type;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The bound of an expression over bounded columns: {@code f(c)} is at least {@code f(bound of c)}
 * when {@code f} never falls.
 *
 * <p>Known are columns, casts between DATE and the timestamps, {@code date_trunc}, {@code date_bin}
 * with constants, and adding or taking away a constant without months.
 */
final class MonotoneExpressions {
    private MonotoneExpressions() {}

    static Optional<Bound> bound(Expr expression, Map<Integer, Bound> columns) {
        return switch (expression) {
            case ColumnRef column -> Optional.ofNullable(columns.get(column.index()));
            case Cast cast -> cast(cast, columns);
            case Call call -> call(call, columns);
            default -> Optional.empty();
        };
    }

    private static Optional<Bound> cast(Cast cast, Map<Integer, Bound> columns) {
        Type from = cast.input().type();
        Type to = cast.type();
        Optional<Bound> input = bound(cast.input(), columns);
        if (from.equals(to) || (from.isTimestamp() && to.isTimestamp())) {
            return input;
        }
        if (from.isTimestamp() && to == Type.DATE) {
            return input.map(b -> new Bound.Mapped(b, new MonotoneStep.ToDate()));
        }
        if (from == Type.DATE && to.isTimestamp()) {
            return input.map(b -> new Bound.Mapped(b, new MonotoneStep.ToTimestamp()));
        }
        return Optional.empty();
    }

    private static Optional<Bound> call(Call call, Map<Integer, Bound> columns) {
        return switch (call.function()) {
            case TIMESTAMP_ADD, TIMESTAMP_SUBTRACT, DATE_ADD, DATE_SUBTRACT -> {
                OptionalLong distance = distance(call);
                yield distance.isEmpty()
                        ? Optional.empty()
                        : bound(call.arguments().getFirst(), columns)
                                .map(b -> b.plus(distance.getAsLong()));
            }
            case DATE_TRUNC -> {
                if (call.arguments().getFirst() instanceof Literal(Object unit, Type _)
                        && unit instanceof String text
                        && MonotoneStep.Truncate.isKnown(singular(text))) {
                    MonotoneStep step = new MonotoneStep.Truncate(singular(text));
                    yield bound(call.arguments().get(1), columns)
                            .map(b -> new Bound.Mapped(b, step));
                }
                yield Optional.empty();
            }
            case DATE_BIN -> {
                OptionalLong stride = micros(call.arguments().get(0));
                if (stride.isPresent()
                        && stride.getAsLong() > 0
                        && call.arguments().get(2) instanceof Literal(Object origin, Type _)
                        && origin instanceof Long micros) {
                    MonotoneStep step = new MonotoneStep.Bin(stride.getAsLong(), micros);
                    yield bound(call.arguments().get(1), columns)
                            .map(b -> new Bound.Mapped(b, step));
                }
                yield Optional.empty();
            }
            default -> Optional.empty();
        };
    }

    private static String singular(String unit) {
        String name = unit.toLowerCase(Locale.ROOT);
        return switch (name) {
            case "seconds", "minutes", "hours", "days", "weeks", "months", "years" ->
                    name.substring(0, name.length() - 1);
            default -> name;
        };
    }

    /** How far a call moves its first argument, when that is a constant. */
    static OptionalLong distance(Call call) {
        Expr amount = call.arguments().size() == 2 ? call.arguments().get(1) : null;
        return switch (call.function()) {
            case TIMESTAMP_ADD -> micros(amount);
            case TIMESTAMP_SUBTRACT -> negated(micros(amount));
            case DATE_ADD -> days(amount);
            case DATE_SUBTRACT -> negated(days(amount));
            default -> OptionalLong.empty();
        };
    }

    private static OptionalLong negated(OptionalLong value) {
        return value.isEmpty() || value.getAsLong() == Long.MIN_VALUE
                ? OptionalLong.empty()
                : OptionalLong.of(-value.getAsLong());
    }

    private static OptionalLong days(@org.jspecify.annotations.Nullable Expr amount) {
        return amount instanceof Literal(Object value, Type _) && value instanceof Integer days
                ? OptionalLong.of(days)
                : OptionalLong.empty();
    }

    /** A constant interval's microseconds; empty when it holds months, which have no length. */
    private static OptionalLong micros(@org.jspecify.annotations.Nullable Expr amount) {
        if (!(amount instanceof Literal(Object value, Type _))
                || !(value instanceof Interval interval)
                || interval.months() != 0) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(
                    Math.addExact(
                            Math.multiplyExact(interval.days(), Interval.MICROS_PER_DAY),
                            interval.micros()));
        } catch (ArithmeticException e) {
            return OptionalLong.empty();
        }
    }
}
