package dev.tidemill.engine.expression;

import static dev.tidemill.algebra.column.Interval.MICROS_PER_DAY;

import dev.tidemill.algebra.column.Interval;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What EXTRACT can take out of a time. Values are whole numbers of {@code 10^-scale}, so that
 * seconds keep their microseconds.
 */
enum TimeField {
    MICROSECONDS(0),
    MILLISECONDS(3),
    SECOND(6),
    MINUTE(0),
    HOUR(0),
    DAY(0),
    WEEK(0),
    MONTH(0),
    QUARTER(0),
    YEAR(0),
    DECADE(0),
    CENTURY(0),
    MILLENNIUM(0),
    DOW(0),
    ISODOW(0),
    DOY(0),
    ISOYEAR(0),
    JULIAN(6),
    EPOCH(6),
    TIMEZONE(0);

    private static final long JULIAN_DAY_OF_1970 = 2_440_588;
    private static final long MICROS_PER_HOUR = 3_600_000_000L;

    private final int scale;

    TimeField(int scale) {
        this.scale = scale;
    }

    /** Digits after the point. */
    int scale() {
        return scale;
    }

    /** The field of a name as PostgreSQL takes it, or null. */
    static @Nullable TimeField named(String text) {
        String name = text.toLowerCase(Locale.ROOT);
        TimeUnit unit = TimeUnit.named(name);
        if (unit != null) {
            return valueOf(unit.name());
        }
        return switch (name) {
            case "dow" -> DOW;
            case "isodow" -> ISODOW;
            case "doy" -> DOY;
            case "isoyear" -> ISOYEAR;
            case "julian" -> JULIAN;
            case "epoch" -> EPOCH;
            case "timezone", "timezone_hour", "timezone_minute" -> TIMEZONE;
            default -> null;
        };
    }

    long ofTimestamp(long micros) {
        long epochDay = Math.floorDiv(micros, MICROS_PER_DAY);
        long time = micros - epochDay * MICROS_PER_DAY;
        return switch (this) {
            case MICROSECONDS, MILLISECONDS, SECOND -> time % 60_000_000L;
            case MINUTE -> time / 60_000_000L % 60;
            case HOUR -> time / MICROS_PER_HOUR;
            case EPOCH -> micros;
            case JULIAN ->
                    (epochDay + JULIAN_DAY_OF_1970) * 1_000_000L
                            + Math.round(time * 1e6 / MICROS_PER_DAY);
            case TIMEZONE -> 0;
            case DAY,
                    WEEK,
                    MONTH,
                    QUARTER,
                    YEAR,
                    DECADE,
                    CENTURY,
                    MILLENNIUM,
                    DOW,
                    ISODOW,
                    DOY,
                    ISOYEAR ->
                    ofDay(epochDay);
        };
    }

    /** Of a date, as a whole number whatever the field's scale; a date has no time of day. */
    long ofDate(long epochDay) {
        return switch (this) {
            case EPOCH -> epochDay * 86_400;
            case JULIAN -> epochDay + JULIAN_DAY_OF_1970;
            case MICROSECONDS, MILLISECONDS, SECOND, MINUTE, HOUR, TIMEZONE ->
                    throw RowFailure.argument(
                            "unit \""
                                    + name().toLowerCase(Locale.ROOT)
                                    + "\" not supported for type date");
            case DAY,
                    WEEK,
                    MONTH,
                    QUARTER,
                    YEAR,
                    DECADE,
                    CENTURY,
                    MILLENNIUM,
                    DOW,
                    ISODOW,
                    DOY,
                    ISOYEAR ->
                    ofDay(epochDay);
        };
    }

    private long ofDay(long epochDay) {
        long civil = CivilDate.of(epochDay);
        int year = CivilDate.year(civil);
        int month = CivilDate.month(civil);
        return switch (this) {
            case DAY -> CivilDate.day(civil);
            case WEEK -> CivilDate.isoWeek(epochDay);
            case MONTH -> month;
            case QUARTER -> (month + 2) / 3;
            case YEAR -> year > 0 ? year : year - 1;
            case DECADE -> Math.floorDiv(year, 10);
            case CENTURY -> year > 0 ? (year + 99) / 100 : -((99 - (year - 1)) / 100);
            case MILLENNIUM -> year > 0 ? (year + 999) / 1000 : -((999 - (year - 1)) / 1000);
            case DOW -> CivilDate.isoDayOfWeek(epochDay) % 7;
            case ISODOW -> CivilDate.isoDayOfWeek(epochDay);
            case DOY -> CivilDate.dayOfYear(epochDay);
            case ISOYEAR -> {
                int isoYear = CivilDate.isoYear(epochDay);
                yield isoYear > 0 ? isoYear : isoYear - 1;
            }
            default -> throw new IllegalStateException(this + " is not of a day");
        };
    }

    long ofInterval(Interval interval) {
        long time = interval.micros();
        int years = interval.months() / 12;
        return switch (this) {
            case MICROSECONDS, MILLISECONDS, SECOND -> time % 60_000_000L;
            case MINUTE -> time / 60_000_000L % 60;
            case HOUR -> time / MICROS_PER_HOUR;
            case DAY -> interval.days();
            case WEEK -> interval.days() / 7;
            case MONTH -> interval.months() % 12;
            case QUARTER -> interval.months() % 12 / 3 + 1;
            case YEAR -> years;
            case DECADE -> years / 10;
            case CENTURY -> years / 100;
            case MILLENNIUM -> years / 1000;
            case EPOCH -> throw new IllegalStateException("not within 64 bits");
            case DOW, ISODOW, DOY, ISOYEAR, JULIAN, TIMEZONE ->
                    throw RowFailure.argument(
                            "unit \""
                                    + name().toLowerCase(Locale.ROOT)
                                    + "\" not supported for type interval");
        };
    }

    /**
     * The months and days of an interval in quarters of a day: a year has 365.25 days, a month 30.
     */
    static long quarterDays(Interval interval) {
        return interval.months() / 12 * 1461L
                + interval.months() % 12 * 120L
                + interval.days() * 4L;
    }
}
