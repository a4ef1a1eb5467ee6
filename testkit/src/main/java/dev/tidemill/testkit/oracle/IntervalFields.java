package dev.tidemill.testkit.oracle;

import dev.tidemill.algebra.column.Interval;
import java.math.BigDecimal;

/** EXTRACT from an INTERVAL; each part is divided towards zero. */
final class IntervalFields {
    private IntervalFields() {}

    static BigDecimal field(String field, Interval interval) {
        long time = interval.micros();
        int months = interval.months();
        return switch (field) {
            case "microseconds" -> BigDecimal.valueOf(time % Moments.MINUTE);
            case "milliseconds" -> BigDecimal.valueOf(time % Moments.MINUTE, 3);
            case "second" -> BigDecimal.valueOf(time % Moments.MINUTE, 6);
            case "minute" -> BigDecimal.valueOf(time % Moments.HOUR / Moments.MINUTE);
            case "hour" -> BigDecimal.valueOf(time / Moments.HOUR);
            case "day" -> BigDecimal.valueOf(interval.days());
            case "month" -> BigDecimal.valueOf(months % 12);
            case "quarter" -> BigDecimal.valueOf(months % 12 / 3 + 1);
            case "year" -> BigDecimal.valueOf(months / 12);
            case "decade" -> BigDecimal.valueOf(months / 120);
            case "century" -> BigDecimal.valueOf(months / 1200);
            case "millennium" -> BigDecimal.valueOf(months / 12000);
            case "epoch" -> epoch(interval);
            default -> throw RowError.argument("unit \"" + field + "\" not supported");
        };
    }

    /** A year has 365.25 days here, a remaining month 30. */
    private static BigDecimal epoch(Interval interval) {
        BigDecimal days =
                new BigDecimal("365.25")
                        .multiply(BigDecimal.valueOf(interval.months() / 12))
                        .add(BigDecimal.valueOf(interval.months() % 12 * 30L))
                        .add(BigDecimal.valueOf(interval.days()));
        return days.multiply(BigDecimal.valueOf(86_400))
                .add(BigDecimal.valueOf(interval.micros(), 6));
    }
}
