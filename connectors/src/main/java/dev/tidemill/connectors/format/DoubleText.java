package dev.tidemill.connectors.format;

import dev.tidemill.algebra.column.ColumnBuilder;
import org.jspecify.annotations.Nullable;

/**
 * A decimal number, or {@code NaN}, {@code Infinity}, {@code -Infinity}. Up to 2^53 and ten to the
 * power of 22 both parts are exact doubles, so that one division or multiplication rounds
 * correctly; the rest goes to {@link Double#parseDouble}.
 */
record DoubleText() implements ValueText {
    private static final double[] POWERS = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
        1e17, 1e18, 1e19, 1e20, 1e21, 1e22
    };
    private static final long EXACT_MAX = 1L << 53;

    @Override
    public @Nullable String append(byte[] text, int from, int to, ColumnBuilder target) {
        int at = Digits.afterSign(text, from, to);
        long mantissa = 0;
        int digits = 0;
        int fraction = -1;
        for (; at < to; at++) {
            byte next = text[at];
            if (Digits.is(next)) {
                mantissa = mantissa * 10 + (next - '0');
                digits++;
            } else if (next == '.' && fraction < 0) {
                fraction = digits;
            } else {
                break;
            }
        }
        if (at < to || digits == 0 || digits > 18 || mantissa > EXACT_MAX) {
            return slow(text, from, to, target);
        }
        double value = fraction < 0 ? mantissa : mantissa / POWERS[digits - fraction];
        target.appendDouble(text[from] == '-' ? -value : value);
        return null;
    }

    private static @Nullable String slow(byte[] text, int from, int to, ColumnBuilder target) {
        String written = Digits.ascii(text, from, to);
        switch (written) {
            case "NaN" -> target.appendDouble(Double.NaN);
            case "Infinity" -> target.appendDouble(Double.POSITIVE_INFINITY);
            case "-Infinity" -> target.appendDouble(Double.NEGATIVE_INFINITY);
            default -> {
                return parsed(written, target);
            }
        }
        return null;
    }

    private static @Nullable String parsed(String written, ColumnBuilder target) {
        for (int i = 0; i < written.length(); i++) {
            if ("0123456789+-.eE".indexOf(written.charAt(i)) < 0) {
                return "is not a DOUBLE";
            }
        }
        double value;
        try {
            value = Double.parseDouble(written);
        } catch (NumberFormatException e) {
            return "is not a DOUBLE";
        }
        if (Double.isInfinite(value)) {
            return "is out of range of DOUBLE";
        }
        target.appendDouble(value);
        return null;
    }
}
