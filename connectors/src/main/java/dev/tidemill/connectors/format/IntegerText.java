package dev.tidemill.connectors.format;

import dev.tidemill.algebra.column.ColumnBuilder;
import org.jspecify.annotations.Nullable;

/** Decimal digits with an optional sign, within 32 bits. */
record IntegerText() implements ValueText {
    @Override
    public @Nullable String append(byte[] text, int from, int to, ColumnBuilder target) {
        int at = Digits.afterSign(text, from, to);
        int count = to - at;
        if (count < 1 || !Digits.all(text, at, to)) {
            return "is not an INTEGER";
        }
        if (count > 18) {
            return "is out of range of INTEGER";
        }
        long magnitude = Digits.value(text, at, to);
        long value = text[from] == '-' ? -magnitude : magnitude;
        if (value != (int) value) {
            return "is out of range of INTEGER";
        }
        target.appendInt((int) value);
        return null;
    }
}
