package dev.tidemill.connectors.format;

import dev.tidemill.algebra.column.ColumnBuilder;
import dev.tidemill.algebra.type.DecimalType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** A decimal number, rounded half away from zero to the column's scale, as PostgreSQL does. */
record DecimalText(DecimalType type) implements ValueText {
    /** A longer number is not worth the quadratic time of reading it. */
    private static final int LENGTH_MAX = 200;

    private static final int EXPONENT_MAX = 1000;

    @Override
    public @Nullable String append(byte[] text, int from, int to, ColumnBuilder target) {
        return appendShort(text, from, to, target) ? null : slow(text, from, to, target);
    }

    /** At most 18 digits, none behind the scale: one long holds the value. */
    private boolean appendShort(byte[] text, int from, int to, ColumnBuilder target) {
        int at = Digits.afterSign(text, from, to);
        if (to - at > 19) {
            return false;
        }
        long unscaled = 0;
        int digits = 0;
        int fraction = -1;
        for (; at < to; at++) {
            byte next = text[at];
            if (Digits.is(next)) {
                unscaled = unscaled * 10 + (next - '0');
                digits++;
            } else if (next == '.' && fraction < 0) {
                fraction = digits;
            } else {
                return false;
            }
        }
        int missing = type.scale() - (fraction < 0 ? 0 : digits - fraction);
        if (digits == 0 || missing < 0 || digits + missing > Math.min(18, type.precision())) {
            return false;
        }
        for (int i = 0; i < missing; i++) {
            unscaled *= 10;
        }
        long value = text[from] == '-' ? -unscaled : unscaled;
        target.appendInt128(value >> 63, value);
        return true;
    }

    private @Nullable String slow(byte[] text, int from, int to, ColumnBuilder target) {
        if (to - from > LENGTH_MAX) {
            return "is out of range of " + type;
        }
        BigDecimal value;
        try {
            value = new BigDecimal(Digits.ascii(text, from, to));
        } catch (NumberFormatException e) {
            return "is not a " + type;
        }
        // Checked before rescaling, which would write a huge exponent out in digits.
        if (Math.abs((long) value.scale()) > EXPONENT_MAX && value.signum() != 0) {
            return "is out of range of " + type;
        }
        BigDecimal rounded =
                value.signum() == 0
                        ? BigDecimal.ZERO
                        : value.setScale(type.scale(), RoundingMode.HALF_UP);
        if (rounded.precision() > type.precision() && rounded.signum() != 0) {
            return "is out of range of " + type;
        }
        target.appendDecimal(rounded);
        return null;
    }
}
