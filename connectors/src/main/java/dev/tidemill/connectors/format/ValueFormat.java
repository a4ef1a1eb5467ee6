package dev.tidemill.connectors.format;

import dev.tidemill.algebra.column.Int128Column;
import dev.tidemill.algebra.column.IntervalColumn;
import dev.tidemill.algebra.column.UuidText;
import dev.tidemill.algebra.type.Type;
import java.math.BigDecimal;

/** The plain text of values that JSON and CSV share. */
final class ValueFormat {
    private ValueFormat() {}

    static void appendDouble(double value, ByteBuilder out) {
        if (value == (long) value && Math.abs(value) < 1e15 && !isNegativeZero(value)) {
            out.append((long) value).append(".0");
        } else {
            out.append(Double.toString(value));
        }
    }

    private static boolean isNegativeZero(double value) {
        return Double.doubleToRawLongBits(value) == Long.MIN_VALUE;
    }

    /** A DECIMAL or a UUID. */
    static void appendWide(Int128Column column, int row, ByteBuilder out) {
        if (column.type() != Type.UUID) {
            appendDecimal(column.high()[row], column.low()[row], column.scale(), out);
            return;
        }
        byte[] text = new byte[UuidText.LENGTH];
        UuidText.write(column.high()[row], column.low()[row], text, 0);
        out.append(text, 0, text.length);
    }

    static void appendDecimal(long high, long low, int scale, ByteBuilder out) {
        if (high == low >> 63) {
            appendShortDecimal(low, scale, out);
        } else {
            out.append(new BigDecimal(Int128Column.unscaled(high, low), scale).toPlainString());
        }
    }

    private static void appendShortDecimal(long unscaled, int scale, ByteBuilder out) {
        if (scale == 0) {
            out.append(unscaled);
        } else if (scale > 18 || unscaled == Long.MIN_VALUE) {
            out.append(BigDecimal.valueOf(unscaled, scale).toPlainString());
        } else {
            long power = 1;
            for (int i = 0; i < scale; i++) {
                power *= 10;
            }
            if (unscaled < 0) {
                out.append('-');
            }
            long magnitude = Math.abs(unscaled);
            out.append(magnitude / power).append('.').appendPadded(magnitude % power, scale);
        }
    }

    /** ISO 8601; each part with its own sign; {@code PT0S} for nothing. */
    static void appendInterval(IntervalColumn column, int row, ByteBuilder out) {
        int months = column.months()[row];
        int days = column.days()[row];
        long micros = column.micros()[row];
        out.append('P');
        appendPart(months / 12, 'Y', out);
        appendPart(months % 12, 'M', out);
        appendPart(days, 'D', out);
        if (micros == 0) {
            if (months == 0 && days == 0) {
                out.append("T0S");
            }
            return;
        }
        out.append('T');
        long seconds = micros / CivilTime.MICROS_PER_SECOND;
        appendPart(seconds / 3600, 'H', out);
        appendPart(seconds / 60 % 60, 'M', out);
        appendSeconds(seconds % 60, micros % CivilTime.MICROS_PER_SECOND, out);
    }

    private static void appendPart(long value, char unit, ByteBuilder out) {
        if (value != 0) {
            out.append(value).append(unit);
        }
    }

    private static void appendSeconds(long seconds, long micros, ByteBuilder out) {
        if (seconds == 0 && micros == 0) {
            return;
        }
        if (seconds < 0 || micros < 0) {
            out.append('-');
        }
        out.append(Math.abs(seconds));
        CivilTime.appendFraction(Math.abs(micros), out);
        out.append('S');
    }
}
