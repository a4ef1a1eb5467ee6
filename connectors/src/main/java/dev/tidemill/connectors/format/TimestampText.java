package dev.tidemill.connectors.format;

import dev.tidemill.algebra.column.ColumnBuilder;
import org.jspecify.annotations.Nullable;

/**
 * {@code YYYY-MM-DDTHH:MM:SS[.fraction]} on a local clock: an offset would be lost, so is refused.
 */
record TimestampText() implements ValueText {
    @Override
    public @Nullable String append(byte[] text, int from, int to, ColumnBuilder target) {
        long micros = CivilTime.timestamp(text, from, to);
        if (micros == CivilTime.INVALID) {
            return TimestampTzText.offsetStart(text, from, to) < to
                    ? "has an offset, but TIMESTAMP is a local time without one"
                    : "is not a TIMESTAMP (YYYY-MM-DDTHH:MM:SS)";
        }
        target.appendLong(micros);
        return null;
    }
}
