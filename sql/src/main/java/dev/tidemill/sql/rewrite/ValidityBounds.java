package dev.tidemill.sql.rewrite;

import dev.tidemill.algebra.column.Interval;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.expr.Call;
import dev.tidemill.algebra.expr.Cast;
import dev.tidemill.algebra.expr.ColumnRef;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.expr.Literal;
import dev.tidemill.algebra.expr.Now;
import dev.tidemill.algebra.expr.ScalarFunction;
import dev.tidemill.algebra.type.Type;
import org.jspecify.annotations.Nullable;

/**
 * When a comparison with now() is true, as {@code from <= now() < to}. A null bound is open.
 *
 * <p>{@code t > now() - i} is {@code now() < t + i}; {@code t >= now() - i} holds one microsecond
 * longer.
 */
record ValidityBounds(@Nullable Expr from, @Nullable Expr to) {
    private static final Interval TICK = Interval.ofMicros(1);

    /** The bounds of one comparison; throws for any other way of reading now(). */
    static ValidityBounds of(Expr comparison) {
        if (!(comparison instanceof Call call) || call.arguments().size() != 2) {
            throw refused(hintFor(comparison));
        }
        Expr left = call.arguments().get(0);
        Expr right = call.arguments().get(1);
        boolean nowLeft = Columns.readsNow(left);
        if (nowLeft && Columns.readsNow(right)) {
            throw refused("now() stands on both sides of the comparison.");
        }
        Expr instant = nowLeft ? solved(left, right) : solved(right, left);
        return compared(nowLeft ? call.function() : mirrored(call.function()), instant);
    }

    /** The bounds of {@code now() OP instant}. */
    private static ValidityBounds compared(ScalarFunction operator, Expr instant) {
        return switch (operator) {
            case LESS -> new ValidityBounds(null, instant);
            case LESS_OR_EQUAL -> new ValidityBounds(null, plus(instant, TICK));
            case GREATER -> new ValidityBounds(plus(instant, TICK), null);
            case GREATER_OR_EQUAL -> new ValidityBounds(instant, null);
            case EQUAL -> new ValidityBounds(instant, plus(instant, TICK));
            default -> throw refused("Use <, <=, >, >= or BETWEEN.");
        };
    }

    private static ScalarFunction mirrored(ScalarFunction operator) {
        return switch (operator) {
            case LESS -> ScalarFunction.GREATER;
            case LESS_OR_EQUAL -> ScalarFunction.GREATER_OR_EQUAL;
            case GREATER -> ScalarFunction.LESS;
            case GREATER_OR_EQUAL -> ScalarFunction.LESS_OR_EQUAL;
            default -> operator;
        };
    }

    /** Moves everything but now() from its side of the comparison to the other. */
    private static Expr solved(Expr nowSide, Expr other) {
        return switch (nowSide) {
            case Now _ -> instant(other);
            case Cast(Expr input, Type type) when type.isTimestamp() -> solved(input, other);
            case Call call when call.function() == ScalarFunction.TIMESTAMP_SUBTRACT ->
                    solved(call.arguments().get(0), shifted(other, call.arguments().get(1), true));
            case Call call when call.function() == ScalarFunction.TIMESTAMP_ADD ->
                    solved(call.arguments().get(0), shifted(other, call.arguments().get(1), false));
            default -> throw refused(hintFor(nowSide));
        };
    }

    /** The session's zone is UTC, so that a timestamp's two types are the same instant. */
    private static Expr instant(Expr expression) {
        if (expression instanceof Cast(Expr input, Type type)
                && type.isTimestamp()
                && input.type().isTimestamp()) {
            return instant(input);
        }
        return expression;
    }

    private static Expr shifted(Expr expression, Expr interval, boolean forward) {
        if (Columns.readsNow(interval) || !hasFixedLength(interval)) {
            throw refused(
                    "A month has no fixed length; write the interval in days, hours or less.");
        }
        if (interval instanceof Literal(Object value, Type _) && value instanceof Interval fixed) {
            return plus(instant(expression), forward ? fixed : negated(fixed));
        }
        ScalarFunction function =
                forward ? ScalarFunction.TIMESTAMP_ADD : ScalarFunction.TIMESTAMP_SUBTRACT;
        return Call.of(function, instant(expression).type(), instant(expression), interval);
    }

    private static boolean hasFixedLength(Expr interval) {
        if (interval instanceof Literal literal) {
            return !(literal.value() instanceof Interval value) || value.months() == 0;
        }
        if (interval instanceof ColumnRef) {
            return interval.type() != Type.INTERVAL;
        }
        return interval.children().stream().allMatch(ValidityBounds::hasFixedLength);
    }

    /** Adds a constant, together with one that is there already. */
    private static Expr plus(Expr instant, Interval interval) {
        if (instant instanceof Call call
                && call.function() == ScalarFunction.TIMESTAMP_ADD
                && call.arguments().get(1) instanceof Literal(Object value, Type _)
                && value instanceof Interval there
                && there.months() == 0
                && interval.months() == 0) {
            Interval both =
                    new Interval(
                            0, there.days() + interval.days(), there.micros() + interval.micros());
            return plusLiteral(call.arguments().get(0), both);
        }
        return plusLiteral(instant, interval);
    }

    private static Expr plusLiteral(Expr instant, Interval interval) {
        return Call.of(
                ScalarFunction.TIMESTAMP_ADD,
                instant.type(),
                instant,
                new Literal(interval, Type.INTERVAL));
    }

    private static Interval negated(Interval interval) {
        return new Interval(-interval.months(), -interval.days(), -interval.micros());
    }

    private static String hintFor(Expr expression) {
        if (expression instanceof Call call && call.function() == ScalarFunction.DATE_TRUNC) {
            return "Compare with now() itself: t > now() - interval '1 hour'.";
        }
        return "Write it as t > now() - interval '1 hour', joined to the rest of WHERE with AND.";
    }

    private static TidemillException refused(String hint) {
        return new TidemillException(
                        ErrorCode.UNSUPPORTED_SQL,
                        "now() may stand only in a comparison of a timestamp with now() plus or"
                                + " minus an interval")
                .withHint(hint);
    }
}
