package dev.tidemill.testkit.oracle;

import dev.tidemill.algebra.column.Interval;
import dev.tidemill.algebra.expr.ScalarFunction;
import dev.tidemill.testkit.oracle.ExpressionInterpreter.Arguments;

/** Arithmetic on INTERVAL: months, days and microseconds are kept apart. */
final class IntervalFunctions {
    private static final double SECONDS_PER_DAY = 86_400;
    private static final double DAYS_PER_MONTH = 30;

    private IntervalFunctions() {}

    static Object apply(ScalarFunction function, Arguments a) {
        Interval x = (Interval) a.value(0);
        try {
            return switch (function) {
                case INTERVAL_ADD -> add(x, (Interval) a.value(1));
                case INTERVAL_SUBTRACT -> subtract(x, (Interval) a.value(1));
                case INTERVAL_NEGATE -> negate(x);
                case INTERVAL_MULTIPLY -> multiply(x, a.number(1));
                default -> throw new IllegalArgumentException(function + " over INTERVAL");
            };
        } catch (ArithmeticException e) {
            throw RowError.dateTime("interval");
        }
    }

    static Interval add(Interval x, Interval y) {
        return new Interval(
                Math.addExact(x.months(), y.months()),
                Math.addExact(x.days(), y.days()),
                Math.addExact(x.micros(), y.micros()));
    }

    private static Interval subtract(Interval x, Interval y) {
        return new Interval(
                Math.subtractExact(x.months(), y.months()),
                Math.subtractExact(x.days(), y.days()),
                Math.subtractExact(x.micros(), y.micros()));
    }

    static Interval negate(Interval x) {
        return new Interval(
                Math.negateExact(x.months()),
                Math.negateExact(x.days()),
                Math.negateExact(x.micros()));
    }

    /** What is left of a month goes on as 30 days, what is left of a day as 24 hours. */
    private static Interval multiply(Interval x, double factor) {
        int months = whole(x.months() * factor);
        int days = whole(x.days() * factor);
        double daysLeft = toMicros((x.months() * factor - months) * DAYS_PER_MONTH);
        double secondsLeft =
                toMicros((x.days() * factor - days + daysLeft - (int) daysLeft) * SECONDS_PER_DAY);
        if (Math.abs(secondsLeft) >= SECONDS_PER_DAY) {
            int carried = (int) (secondsLeft / SECONDS_PER_DAY);
            days = Math.addExact(days, carried);
            secondsLeft -= carried * SECONDS_PER_DAY;
        }
        days = Math.addExact(days, (int) daysLeft);
        double micros = Math.rint(x.micros() * factor + secondsLeft * 1e6);
        if (!(micros >= -0x1p63 && micros < 0x1p63)) {
            throw new ArithmeticException("interval");
        }
        return new Interval(months, days, (long) micros);
    }

    private static int whole(double value) {
        if (!(value >= Integer.MIN_VALUE && value <= Integer.MAX_VALUE)) {
            throw new ArithmeticException("interval");
        }
        return (int) value;
    }

    private static double toMicros(double value) {
        return Math.rint(value * 1e6) / 1e6;
    }
}
