package dev.tidemill.algebra.bound;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Interval;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * A function of one time that never falls: a later time never gives an earlier result. The
 * session's zone is UTC, so that days are all as long.
 *
 * <p>Adding months is none: 30 January 23:00 and 31 January 01:00 change places in February.
 */
public sealed interface MonotoneStep {
    /** The result; empty when it would leave the range of times. */
    OptionalLong apply(long value);

    /** The function written around the text of its argument. */
    String describe(String argument);

    /** A constant is added, in the argument's own unit. */
    record Shift(long distance) implements MonotoneStep {
        @Override
        public OptionalLong apply(long value) {
            long sum = value + distance;
            boolean overflows = ((value ^ sum) & (distance ^ sum)) < 0;
            return overflows ? OptionalLong.empty() : OptionalLong.of(sum);
        }

        @Override
        public String describe(String argument) {
            return argument + (distance < 0 ? " - " : " + ") + Math.abs(distance);
        }
    }

    /** Microseconds to the day that they are in. */
    record ToDate() implements MonotoneStep {
        @Override
        public OptionalLong apply(long value) {
            return OptionalLong.of(Math.floorDiv(value, Interval.MICROS_PER_DAY));
        }

        @Override
        public String describe(String argument) {
            return "date(" + argument + ")";
        }
    }

    /** A day to the microsecond at which it begins. */
    record ToTimestamp() implements MonotoneStep {
        @Override
        public OptionalLong apply(long value) {
            return Math.abs(value) > Long.MAX_VALUE / Interval.MICROS_PER_DAY
                    ? OptionalLong.empty()
                    : OptionalLong.of(value * Interval.MICROS_PER_DAY);
        }

        @Override
        public String describe(String argument) {
            return "timestamp(" + argument + ")";
        }
    }

    /** DATE_BIN: the beginning of the stride that a time is in. */
    record Bin(long strideMicros, long originMicros) implements MonotoneStep {
        public Bin {
            if (strideMicros <= 0) {
                throw new IllegalArgumentException("stride " + strideMicros);
            }
        }

        @Override
        public OptionalLong apply(long value) {
            long origin = Math.floorMod(originMicros, strideMicros);
            long shifted = value - origin;
            if (((value ^ origin) & (value ^ shifted)) < 0) {
                return OptionalLong.empty();
            }
            return OptionalLong.of(value - Math.floorMod(shifted, strideMicros));
        }

        @Override
        public String describe(String argument) {
            return "date_bin(" + strideMicros + " µs, " + argument + ", " + originMicros + ")";
        }
    }

    /**
     * DATE_TRUNC to a unit of the calendar.
     *
     * @param unit in lower case, one of those {@link #isKnown} knows
     */
    record Truncate(String unit) implements MonotoneStep {
        public Truncate {
            requireNonNull(unit, "unit");
            if (!isKnown(unit)) {
                throw new IllegalArgumentException("unit " + unit);
            }
        }

        public static boolean isKnown(String unit) {
            return switch (unit) {
                case "microseconds",
                        "milliseconds",
                        "second",
                        "minute",
                        "hour",
                        "day",
                        "week",
                        "month",
                        "quarter",
                        "year" ->
                        true;
                default -> false;
            };
        }

        @Override
        public OptionalLong apply(long value) {
            long fixed = fixedMicros();
            return fixed > 0
                    ? OptionalLong.of(value - Math.floorMod(value, fixed))
                    : calendar(value);
        }

        private long fixedMicros() {
            return switch (unit) {
                case "microseconds" -> 1;
                case "milliseconds" -> 1_000;
                case "second" -> 1_000_000;
                case "minute" -> 60_000_000L;
                case "hour" -> 3_600_000_000L;
                case "day" -> Interval.MICROS_PER_DAY;
                default -> 0;
            };
        }

        private OptionalLong calendar(long value) {
            try {
                LocalDate day = LocalDate.ofEpochDay(Math.floorDiv(value, Interval.MICROS_PER_DAY));
                LocalDate first =
                        switch (unit) {
                            case "week" ->
                                    day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
                            case "month" -> day.withDayOfMonth(1);
                            case "quarter" ->
                                    day.withDayOfMonth(1)
                                            .withMonth((day.getMonthValue() - 1) / 3 * 3 + 1);
                            default -> day.withDayOfYear(1);
                        };
                return new ToTimestamp().apply(first.toEpochDay());
            } catch (DateTimeException e) {
                return OptionalLong.empty();
            }
        }

        @Override
        public String describe(String argument) {
            return "date_trunc('" + unit.toLowerCase(Locale.ROOT) + "', " + argument + ")";
        }
    }
}
