package dev.tidemill.connectors.format;

import dev.tidemill.algebra.column.ColumnBuilder;
import dev.tidemill.algebra.column.UuidText;
import org.jspecify.annotations.Nullable;

/** A UUID in any form that PostgreSQL reads. */
record UuidValueText() implements ValueText {
    @Override
    public @Nullable String append(byte[] text, int from, int to, ColumnBuilder target) {
        return UuidText.append(text, from, to, target) ? null : "is not a UUID";
    }
}
