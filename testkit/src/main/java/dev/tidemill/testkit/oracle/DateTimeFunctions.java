package dev.tidemill.testkit.oracle;

import dev.tidemill.algebra.column.Interval;
import dev.tidemill.algebra.expr.ScalarFunction;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.testkit.oracle.ExpressionInterpreter.Arguments;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.Locale;

/** Functions of dates and timestamps. TIMESTAMPTZ is taken in the session zone, which is UTC. */
final class DateTimeFunctions {
    /** PostgreSQL rounds what it counts from the year 2000. */
    private static final long SECONDS_TO_2000 = 946_684_800;

    private DateTimeFunctions() {}

    static Object apply(ScalarFunction function, Arguments a) {
        return switch (function) {
            case DATE_TRUNC -> truncate(a.text(0).toLowerCase(Locale.ROOT), (Long) a.value(1));
            case DATE_BIN -> bin((Interval) a.value(0), (Long) a.value(1), (Long) a.value(2));
            case EXTRACT -> extract(a);
            case TO_TIMESTAMP -> ofSeconds(a.number(0));
            case TIMESTAMP_ADD -> Moments.plus((Long) a.value(0), (Interval) a.value(1));
            case TIMESTAMP_SUBTRACT -> minus((Long) a.value(0), (Interval) a.value(1));
            case TIMESTAMP_DIFFERENCE -> difference((Long) a.value(0), (Long) a.value(1));
            case DATE_ADD -> Moments.checkedDate((long) a.integer(0) + a.integer(1));
            case DATE_SUBTRACT -> Moments.checkedDate((long) a.integer(0) - a.integer(1));
            case DATE_DIFFERENCE -> a.integer(0) - a.integer(1);
            default -> throw new IllegalArgumentException(function + " is not over times");
        };
    }

    private static long minus(long micros, Interval interval) {
        try {
            return Moments.plus(micros, IntervalFunctions.negate(interval));
        } catch (ArithmeticException e) {
            throw RowError.dateTime("interval");
        }
    }

    private static Interval difference(long left, long right) {
        try {
            long micros = Math.subtractExact(left, right);
            return new Interval(0, (int) (micros / Moments.DAY), micros % Moments.DAY);
        } catch (ArithmeticException e) {
            throw RowError.dateTime("interval");
        }
    }

    private static long ofSeconds(double seconds) {
        if (Double.isNaN(seconds)) {
            throw RowError.argument("timestamp cannot be NaN");
        }
        double micros = Math.rint((seconds - SECONDS_TO_2000) * 1e6);
        if (!(Math.abs(micros) < 0x1p62)) {
            throw RowError.dateTime("timestamp");
        }
        return Moments.checkedTimestamp((long) micros + SECONDS_TO_2000 * Moments.SECOND);
    }

    private static long truncate(String unit, long micros) {
        long step =
                switch (unit) {
                    case "microseconds" -> 1;
                    case "milliseconds" -> 1000;
                    case "second" -> Moments.SECOND;
                    case "minute" -> Moments.MINUTE;
                    case "hour" -> Moments.HOUR;
                    default -> 0;
                };
        return step > 0
                ? micros - Math.floorMod(micros, step)
                : Moments.ofDays(truncate(unit, Moments.date(micros)).toEpochDay());
    }

    private static LocalDate truncate(String unit, LocalDate date) {
        return switch (unit) {
            case "day" -> date;
            case "week" -> date.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
            case "month" -> date.withDayOfMonth(1);
            case "quarter" ->
                    date.withDayOfMonth(1).withMonth((date.getMonthValue() - 1) / 3 * 3 + 1);
            case "year" -> date.withDayOfYear(1);
            case "decade" -> LocalDate.of(decade(date.getYear()) * 10, 1, 1);
            case "century" -> LocalDate.of(firstOf(date.getYear(), 100), 1, 1);
            case "millennium" -> LocalDate.of(firstOf(date.getYear(), 1000), 1, 1);
            default -> throw RowError.argument("unit \"" + unit + "\" not recognized");
        };
    }

    private static int decade(int year) {
        return Math.floorDiv(year, 10);
    }

    /** The first year of the span of so many years that a year is in; spans begin with year 1. */
    private static int firstOf(int year, int span) {
        return Math.floorDiv(year - 1, span) * span + 1;
    }

    private static long bin(Interval stride, long micros, long origin) {
        if (stride.months() != 0) {
            throw RowError.argument("timestamps cannot be binned into months or years");
        }
        try {
            long step =
                    Math.addExact(Math.multiplyExact(stride.days(), Moments.DAY), stride.micros());
            if (step <= 0) {
                throw RowError.dateTime("stride");
            }
            long distance = Math.subtractExact(micros, origin);
            return Moments.checkedTimestamp(
                    Math.subtractExact(micros, Math.floorMod(distance, step)));
        } catch (ArithmeticException e) {
            throw RowError.dateTime("interval");
        }
    }

    private static Object extract(Arguments a) {
        String field = a.text(0).toLowerCase(Locale.ROOT);
        Type type = a.types().get(1);
        BigDecimal value =
                type == Type.INTERVAL
                        ? IntervalFields.field(field, (Interval) a.value(1))
                        : type == Type.DATE
                                ? dateField(field, LocalDate.ofEpochDay(a.integer(1)))
                                : timestampField(field, (Long) a.value(1));
        return a.result() == Type.DOUBLE
                ? (Object) value.doubleValue()
                : Numbers.into(value, a.result());
    }

    private static BigDecimal timestampField(String field, long micros) {
        long time = Moments.timeOfDay(micros);
        return switch (field) {
            case "microseconds" -> BigDecimal.valueOf(time % Moments.MINUTE);
            case "milliseconds" -> BigDecimal.valueOf(time % Moments.MINUTE, 3);
            case "second" -> BigDecimal.valueOf(time % Moments.MINUTE, 6);
            case "minute" -> BigDecimal.valueOf(time % Moments.HOUR / Moments.MINUTE);
            case "hour" -> BigDecimal.valueOf(time / Moments.HOUR);
            case "epoch" -> BigDecimal.valueOf(micros, 6);
            default -> dateField(field, Moments.date(micros));
        };
    }

    private static BigDecimal dateField(String field, LocalDate date) {
        int year = date.getYear();
        return BigDecimal.valueOf(
                switch (field) {
                    case "day" -> date.getDayOfMonth();
                    case "month" -> date.getMonthValue();
                    case "quarter" -> (date.getMonthValue() + 2) / 3;
                    case "week" -> date.get(java.time.temporal.IsoFields.WEEK_OF_WEEK_BASED_YEAR);
                    case "year" -> withoutYearZero(year);
                    case "isoyear" ->
                            withoutYearZero(date.get(java.time.temporal.IsoFields.WEEK_BASED_YEAR));
                    case "decade" -> decade(year);
                    case "century" -> withoutYearZero(Math.floorDiv(year - 1, 100) + 1);
                    case "millennium" -> withoutYearZero(Math.floorDiv(year - 1, 1000) + 1);
                    case "dow" -> date.getDayOfWeek().getValue() % 7;
                    case "isodow" -> date.getDayOfWeek().getValue();
                    case "doy" -> date.getDayOfYear();
                    case "epoch" -> date.toEpochDay() * 86_400L;
                    default -> throw RowError.argument("unit \"" + field + "\" not supported");
                });
    }

    private static long withoutYearZero(long year) {
        return year > 0 ? year : year - 1;
    }
}
