package dev.tidemill.engine.expression;

import static dev.tidemill.algebra.column.Interval.MICROS_PER_DAY;

import dev.tidemill.algebra.column.BytesColumn;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.DoubleColumn;
import dev.tidemill.algebra.column.IntColumn;
import dev.tidemill.algebra.column.Interval;
import dev.tidemill.algebra.column.IntervalColumn;
import dev.tidemill.algebra.column.LongColumn;
import dev.tidemill.algebra.expr.ScalarFunction;

/** Row functions over dates, timestamps and intervals. */
final class TimeFunctions {
    /** PostgreSQL counts from 2000, and rounds what it counts. */
    private static final long SECONDS_TO_2000 = 946_684_800L;

    private TimeFunctions() {}

    static RowFunction of(ScalarFunction function) {
        return switch (function) {
            case DATE_TRUNC -> TimeFunctions::truncate;
            case DATE_BIN -> TimeFunctions::bin;
            case TIMESTAMP_ADD -> (arguments, i, out) -> add(arguments, i, out, 1);
            case TIMESTAMP_SUBTRACT -> (arguments, i, out) -> add(arguments, i, out, -1);
            case TIMESTAMP_DIFFERENCE -> TimeFunctions::difference;
            case DATE_ADD -> (arguments, i, out) -> addDays(arguments, i, out, 1);
            case DATE_SUBTRACT -> (arguments, i, out) -> addDays(arguments, i, out, -1);
            case DATE_DIFFERENCE ->
                    (arguments, i, out) ->
                            out.column()
                                    .appendInt(
                                            Math.subtractExact(
                                                    day(arguments, 0, i), day(arguments, 1, i)));
            case INTERVAL_ADD -> (arguments, i, out) -> addIntervals(arguments, i, out, 1);
            case INTERVAL_SUBTRACT -> (arguments, i, out) -> addIntervals(arguments, i, out, -1);
            case INTERVAL_NEGATE ->
                    (arguments, i, out) -> {
                        IntervalColumn value = interval(arguments, 0);
                        append(
                                out,
                                -(long) value.months()[i],
                                -(long) value.days()[i],
                                -value.micros()[i]);
                    };
            case INTERVAL_MULTIPLY -> TimeFunctions::multiply;
            case INTERVAL_DIVIDE -> TimeFunctions::divide;
            case TO_TIMESTAMP -> TimeFunctions::toTimestamp;
            default -> throw new IllegalArgumentException(function + " is not over times");
        };
    }

    private static long micros(Column[] arguments, int index, int i) {
        return ((LongColumn) arguments[index]).values()[i];
    }

    private static int day(Column[] arguments, int index, int i) {
        return ((IntColumn) arguments[index]).values()[i];
    }

    private static IntervalColumn interval(Column[] arguments, int index) {
        return (IntervalColumn) arguments[index];
    }

    static TimeUnit unit(BytesColumn column, int i) {
        String name = column.text(i);
        TimeUnit unit = TimeUnit.named(name);
        if (unit == null) {
            throw RowFailure.argument("unit \"" + name + "\" not recognized");
        }
        return unit;
    }

    private static void truncate(Column[] arguments, int i, RowOutput out) {
        TimeUnit unit = unit((BytesColumn) arguments[0], i);
        out.column()
                .appendLong(
                        TimeArithmetic.checked(
                                TimeArithmetic.truncate(unit, micros(arguments, 1, i))));
    }

    private static void bin(Column[] arguments, int i, RowOutput out) {
        IntervalColumn stride = interval(arguments, 0);
        if (stride.months()[i] != 0) {
            throw RowFailure.argument(
                    "timestamps cannot be binned into intervals containing months or years");
        }
        long length = TimeArithmetic.sum(stride.days()[i] * MICROS_PER_DAY, stride.micros()[i]);
        out.column()
                .appendLong(
                        TimeArithmetic.bin(
                                length, micros(arguments, 1, i), micros(arguments, 2, i)));
    }

    private static void add(Column[] arguments, int i, RowOutput out, int sign) {
        IntervalColumn interval = interval(arguments, 1);
        out.column()
                .appendLong(
                        TimeArithmetic.add(
                                micros(arguments, 0, i),
                                sign * (long) interval.months()[i],
                                sign * (long) interval.days()[i],
                                sign * interval.micros()[i]));
    }

    private static void difference(Column[] arguments, int i, RowOutput out) {
        try {
            long micros = Math.subtractExact(micros(arguments, 0, i), micros(arguments, 1, i));
            append(out, 0, micros / MICROS_PER_DAY, micros % MICROS_PER_DAY);
        } catch (ArithmeticException e) {
            throw RowFailure.timeOutOfRange("interval");
        }
    }

    private static void addDays(Column[] arguments, int i, RowOutput out, int sign) {
        long sum = day(arguments, 0, i) + sign * (long) day(arguments, 1, i);
        out.column().appendInt(TimeArithmetic.checkedDate(sum));
    }

    private static void addIntervals(Column[] arguments, int i, RowOutput out, int sign) {
        IntervalColumn a = interval(arguments, 0);
        IntervalColumn b = interval(arguments, 1);
        try {
            append(
                    out,
                    a.months()[i] + sign * (long) b.months()[i],
                    a.days()[i] + sign * (long) b.days()[i],
                    sign > 0
                            ? Math.addExact(a.micros()[i], b.micros()[i])
                            : Math.subtractExact(a.micros()[i], b.micros()[i]));
        } catch (ArithmeticException e) {
            throw RowFailure.timeOutOfRange("interval");
        }
    }

    /**
     * Fractions of months go into days, fractions of days into microseconds, as PostgreSQL does.
     */
    private static void multiply(Column[] arguments, int i, RowOutput out) {
        IntervalColumn interval = interval(arguments, 0);
        double factor = ((DoubleColumn) arguments[1]).values()[i];
        appendParts(
                interval.months()[i] * factor,
                interval.days()[i] * factor,
                interval.micros()[i] * factor,
                out);
    }

    private static void divide(Column[] arguments, int i, RowOutput out) {
        IntervalColumn interval = interval(arguments, 0);
        double divisor = ((DoubleColumn) arguments[1]).values()[i];
        if (divisor == 0) {
            throw RowFailure.divisionByZero();
        }
        appendParts(
                interval.months()[i] / divisor,
                interval.days()[i] / divisor,
                interval.micros()[i] / divisor,
                out);
    }

    private static void appendParts(double months, double days, double rest, RowOutput out) {
        Interval parts = IntervalParts.of(months, days, rest);
        if (parts == null) {
            throw RowFailure.timeOutOfRange("interval");
        }
        out.column().appendInterval(parts.months(), parts.days(), parts.micros());
    }

    private static void append(RowOutput out, long months, long days, long micros) {
        if (months != (int) months || days != (int) days) {
            throw RowFailure.timeOutOfRange("interval");
        }
        out.column().appendInterval((int) months, (int) days, micros);
    }

    private static void toTimestamp(Column[] arguments, int i, RowOutput out) {
        double seconds = ((DoubleColumn) arguments[0]).values()[i];
        if (Double.isNaN(seconds)) {
            throw RowFailure.argument("timestamp cannot be NaN");
        }
        double micros = Math.rint((seconds - SECONDS_TO_2000) * 1e6);
        if (Math.abs(micros) >= 0x1p63) {
            throw RowFailure.timeOutOfRange("timestamp");
        }
        long sum = TimeArithmetic.sum((long) micros, SECONDS_TO_2000 * 1_000_000L);
        out.column().appendLong(TimeArithmetic.checked(sum));
    }
}
