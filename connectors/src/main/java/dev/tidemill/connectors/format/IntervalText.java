package dev.tidemill.connectors.format;

import dev.tidemill.algebra.column.ColumnBuilder;
import org.jspecify.annotations.Nullable;

/** ISO 8601: {@code P1Y2M3W4DT5H6M7.8S}, each part with its own sign if it has one. */
record IntervalText() implements ValueText {
    private static final String NOT_ONE = "is not an INTERVAL (ISO 8601, for example PT1H30M)";

    @Override
    public @Nullable String append(byte[] text, int from, int to, ColumnBuilder target) {
        try {
            return new Reading(text, from, to).appendTo(target) ? null : NOT_ONE;
        } catch (ArithmeticException e) {
            return "is out of range of INTERVAL";
        }
    }

    /** One pass over the parts. */
    private static final class Reading {
        private final byte[] text;
        private final int to;
        private int at;
        private int months;
        private int days;
        private long micros;

        Reading(byte[] text, int from, int to) {
            this.text = text;
            this.at = from;
            this.to = to;
        }

        boolean appendTo(ColumnBuilder target) {
            if (at == to || text[at++] != 'P' || at == to) {
                return false;
            }
            boolean time = false;
            while (at < to) {
                if (text[at] == 'T' && !time) {
                    time = true;
                    at++;
                    if (at == to) {
                        return false;
                    }
                }
                if (!part(time)) {
                    return false;
                }
            }
            target.appendInterval(months, days, micros);
            return true;
        }

        private boolean part(boolean time) {
            boolean negative = at < to && text[at] == '-';
            at = Digits.afterSign(text, at, to);
            int digitsFrom = at;
            while (at < to && Digits.is(text[at])) {
                at++;
            }
            int digitsTo = at;
            if (digitsTo == digitsFrom || digitsTo - digitsFrom > 18) {
                return false;
            }
            while (at < to && (text[at] == '.' || Digits.is(text[at]))) {
                at++;
            }
            long fraction = CivilTime.fraction(text, digitsTo, at);
            if (at == to || fraction < 0 || (at > digitsTo && text[at] != 'S')) {
                return false;
            }
            long magnitude = Digits.value(text, digitsFrom, digitsTo);
            return add(negative ? -magnitude : magnitude, negative ? -fraction : fraction, time);
        }

        private boolean add(long value, long fraction, boolean time) {
            byte unit = text[at++];
            switch (unit) {
                case 'Y' -> addMonths(Math.multiplyExact(value, 12L));
                case 'W' -> addDays(Math.multiplyExact(value, 7L));
                case 'D' -> addDays(value);
                case 'M' -> {
                    if (!time) {
                        addMonths(value);
                        return true;
                    }
                    addMicros(value, 60 * CivilTime.MICROS_PER_SECOND);
                }
                case 'H' -> addMicros(value, 3600 * CivilTime.MICROS_PER_SECOND);
                case 'S' -> {
                    addMicros(value, CivilTime.MICROS_PER_SECOND);
                    micros = Math.addExact(micros, fraction);
                }
                default -> {
                    return false;
                }
            }
            return time == (unit == 'H' || unit == 'M' || unit == 'S');
        }

        private void addMonths(long value) {
            months = Math.addExact(months, Math.toIntExact(value));
        }

        private void addDays(long value) {
            days = Math.addExact(days, Math.toIntExact(value));
        }

        private void addMicros(long value, long unit) {
            micros = Math.addExact(micros, Math.multiplyExact(value, unit));
        }
    }
}
