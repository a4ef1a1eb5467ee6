package dev.tidemill.testkit.oracle;

import dev.tidemill.algebra.column.Interval;
import dev.tidemill.algebra.expr.ScalarFunction;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.testkit.oracle.ExpressionInterpreter.Arguments;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/** Zones, ages, and what is made of or brought into parts, with Java's calendar. */
final class CalendarFunctions {
    private CalendarFunctions() {}

    static Object apply(ScalarFunction function, Arguments a) {
        return switch (function) {
            case AT_TIME_ZONE -> atZone((Long) a.value(0), a.types().getFirst(), zone(a.text(1)));
            case DATE_TRUNC_ZONE -> truncated(a);
            case AGE -> age((Long) a.value(0), (Long) a.value(1));
            case MAKE_DATE -> Math.toIntExact(date(a).toEpochDay());
            case MAKE_TIMESTAMP -> timestamp(a);
            case MAKE_INTERVAL ->
                    interval(
                            12L * a.integer(0) + a.integer(1),
                            7L * a.integer(2) + a.integer(3),
                            sum(
                                    a.integer(4) * Moments.HOUR + a.integer(5) * Moments.MINUTE,
                                    micros(a.number(6))));
            case JUSTIFY_HOURS, JUSTIFY_DAYS, JUSTIFY_INTERVAL ->
                    justified(function, (Interval) a.value(0));
            case INTERVAL_DIVIDE -> divided((Interval) a.value(0), a.number(1));
            default -> throw new IllegalArgumentException(function + " is not over the calendar");
        };
    }

    private static ZoneId zone(String name) {
        for (String id : ZoneId.getAvailableZoneIds()) {
            if (id.equalsIgnoreCase(name)) {
                return ZoneId.of(id);
            }
        }
        throw RowError.argument("time zone " + name);
    }

    private static long atZone(long micros, Type from, ZoneId zone) {
        Instant instant = Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
        if (from == Type.TIMESTAMPTZ) {
            return micros(LocalDateTime.ofInstant(instant, zone));
        }
        LocalDateTime local = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
        List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);
        ZoneOffset offset =
                offsets.isEmpty()
                        ? zone.getRules().getTransition(local).getOffsetBefore()
                        : offsets.getLast();
        return micros(local.minusSeconds(offset.getTotalSeconds()));
    }

    private static long micros(LocalDateTime local) {
        return ChronoUnit.MICROS.between(LocalDateTime.of(1970, 1, 1, 0, 0), local);
    }

    private static Object truncated(Arguments a) {
        ZoneId zone = zone(a.text(2));
        long time = (Long) a.value(1);
        long local = atZone(time, Type.TIMESTAMPTZ, zone);
        long start =
                (Long)
                        DateTimeFunctions.apply(
                                ScalarFunction.DATE_TRUNC,
                                new Arguments(
                                        List.of(a.value(0), local),
                                        List.of(Type.TEXT, Type.TIMESTAMP),
                                        Type.TIMESTAMP));
        return List.of("hour", "minute", "second", "milliseconds", "microseconds")
                        .contains(a.text(0))
                ? start - (local - time)
                : atZone(start, Type.TIMESTAMP, zone);
    }

    /** The months that fit, then the days that fit, both counted from the earlier. */
    private static Interval age(long first, long second) {
        LocalDateTime later = local(Math.max(first, second));
        LocalDateTime earlier = local(Math.min(first, second));
        long time =
                later.toLocalTime().toNanoOfDay() / 1000
                        - earlier.toLocalTime().toNanoOfDay() / 1000;
        long days = (long) later.getDayOfMonth() - earlier.getDayOfMonth();
        long months =
                12L * (later.getYear() - earlier.getYear())
                        + later.getMonthValue()
                        - earlier.getMonthValue();
        if (time < 0) {
            time += Moments.DAY;
            days--;
        }
        while (days < 0) {
            days += earlier.toLocalDate().lengthOfMonth();
            months--;
        }
        int sign = first < second ? -1 : 1;
        return interval(sign * months, sign * days, sign * time);
    }

    private static LocalDateTime local(long micros) {
        return LocalDateTime.ofInstant(
                Instant.EPOCH.plus(micros, ChronoUnit.MICROS), ZoneOffset.UTC);
    }

    private static LocalDate date(Arguments a) {
        int year = a.integer(0);
        try {
            if (year != 0) {
                LocalDate date =
                        LocalDate.of(year < 0 ? year + 1 : year, a.integer(1), a.integer(2));
                if (date.getYear() > -4713 && date.getYear() < 5_874_898) {
                    return date;
                }
            }
        } catch (DateTimeException e) {
            throw RowError.dateTime("date");
        }
        throw RowError.dateTime("date");
    }

    private static Object timestamp(Arguments a) {
        long seconds = micros(a.number(5));
        long time = a.integer(3) * Moments.HOUR + a.integer(4) * Moments.MINUTE + seconds;
        boolean exists =
                a.integer(3) >= 0
                        && a.integer(4) >= 0
                        && a.integer(4) < 60
                        && seconds >= 0
                        && seconds <= Moments.MINUTE
                        && time <= Moments.DAY;
        LocalDate date = date(a);
        if (!exists || date.getYear() > 294_246) {
            throw RowError.dateTime("timestamp");
        }
        return date.toEpochDay() * Moments.DAY + time;
    }

    private static long micros(double seconds) {
        double micros = Math.rint(seconds * 1e6);
        if (!(Math.abs(micros) < 0x1p63)) {
            throw RowError.dateTime("interval");
        }
        return (long) micros;
    }

    private static long sum(long a, long b) {
        BigInteger sum = BigInteger.valueOf(a).add(BigInteger.valueOf(b));
        if (sum.bitLength() > 63) {
            throw RowError.dateTime("interval");
        }
        return sum.longValue();
    }

    private static Interval interval(long months, long days, long micros) {
        if (months != (int) months || days != (int) days) {
            throw RowError.dateTime("interval");
        }
        return new Interval((int) months, (int) days, micros);
    }

    private static Interval justified(ScalarFunction function, Interval p) {
        if (function == ScalarFunction.JUSTIFY_HOURS) {
            long days = p.days() + p.micros() / Moments.DAY;
            long time = p.micros() % Moments.DAY;
            long borrowed = days > 0 && time < 0 ? 1 : days < 0 && time > 0 ? -1 : 0;
            return interval(p.months(), days - borrowed, time + borrowed * Moments.DAY);
        }
        if (function == ScalarFunction.JUSTIFY_DAYS) {
            long months = (long) p.months() + p.days() / 30;
            long days = p.days() % 30;
            long borrowed = months > 0 && days < 0 ? 1 : months < 0 && days > 0 ? -1 : 0;
            return interval(months - borrowed, days + 30 * borrowed, p.micros());
        }
        // All in one unit, then apart again: one sign for all.
        BigInteger day = BigInteger.valueOf(Moments.DAY);
        BigInteger total =
                BigInteger.valueOf(p.months() * 30L + p.days())
                        .multiply(day)
                        .add(BigInteger.valueOf(p.micros()));
        BigInteger[] days = total.divideAndRemainder(day);
        long whole = days[0].longValueExact();
        return interval(whole / 30, whole % 30, days[1].longValueExact());
    }

    private static Interval divided(Interval p, double divisor) {
        if (divisor == 0) {
            throw RowError.divisionByZero();
        }
        double months = p.months() / divisor;
        double days = p.days() / divisor;
        if (!(Math.abs(months) < 0x1p31) || !(Math.abs(days) < 0x1p31)) {
            throw RowError.dateTime("interval");
        }
        double restDays = Math.rint((months - (int) months) * 30 * 1e6) / 1e6;
        double seconds =
                Math.rint((days - (int) days + restDays - (int) restDays) * 86_400 * 1e6) / 1e6;
        int spilled = Math.abs(seconds) >= 86_400 ? (int) (seconds / 86_400) : 0;
        double micros = Math.rint(p.micros() / divisor + (seconds - spilled * 86_400.0) * 1e6);
        if (!(Math.abs(micros) < 0x1p63)) {
            throw RowError.dateTime("interval");
        }
        return interval((int) months, (long) (int) days + spilled + (int) restDays, (long) micros);
    }

    /** The sum of intervals that are there so often, or their mean. */
    static Interval overIntervals(Map<Object, Long> values, boolean average) {
        BigInteger months = BigInteger.ZERO;
        BigInteger days = BigInteger.ZERO;
        BigInteger micros = BigInteger.ZERO;
        long count = 0;
        for (Map.Entry<Object, Long> entry : values.entrySet()) {
            Interval value = (Interval) entry.getKey();
            BigInteger times = BigInteger.valueOf(entry.getValue());
            months = months.add(BigInteger.valueOf(value.months()).multiply(times));
            days = days.add(BigInteger.valueOf(value.days()).multiply(times));
            micros = micros.add(BigInteger.valueOf(value.micros()).multiply(times));
            count += entry.getValue();
        }
        if (months.bitLength() > 31 || days.bitLength() > 31 || micros.bitLength() > 63) {
            throw RowError.dateTime("interval");
        }
        Interval sum = new Interval(months.intValue(), days.intValue(), micros.longValue());
        return average ? divided(sum, (double) count) : sum;
    }
}
