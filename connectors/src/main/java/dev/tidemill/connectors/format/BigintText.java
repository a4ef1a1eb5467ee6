package dev.tidemill.connectors.format;

import dev.tidemill.algebra.column.ColumnBuilder;
import org.jspecify.annotations.Nullable;

/** Decimal digits with an optional sign, within 64 bits. */
record BigintText() implements ValueText {
    @Override
    public @Nullable String append(byte[] text, int from, int to, ColumnBuilder target) {
        int at = Digits.afterSign(text, from, to);
        int count = to - at;
        if (count < 1 || !Digits.all(text, at, to)) {
            return "is not a BIGINT";
        }
        if (count <= 18) {
            long magnitude = Digits.value(text, at, to);
            target.appendLong(text[from] == '-' ? -magnitude : magnitude);
            return null;
        }
        try {
            target.appendLong(Long.parseLong(Digits.ascii(text, from, to)));
            return null;
        } catch (NumberFormatException e) {
            return "is out of range of BIGINT";
        }
    }
}
