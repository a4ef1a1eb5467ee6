package dev.tidemill.connectors.format;

import dev.tidemill.algebra.column.ColumnBuilder;
import org.jspecify.annotations.Nullable;

/** {@code YYYY-MM-DD}. */
record DateText() implements ValueText {
    @Override
    public @Nullable String append(byte[] text, int from, int to, ColumnBuilder target) {
        long days = CivilTime.date(text, from, to);
        if (days == CivilTime.INVALID || to - from != CivilTime.DATE_LENGTH) {
            return "is not a DATE (YYYY-MM-DD)";
        }
        target.appendInt((int) days);
        return null;
    }
}
