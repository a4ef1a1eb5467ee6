package dev.tidemill.connectors.format;

import dev.tidemill.algebra.column.ColumnBuilder;
import org.jspecify.annotations.Nullable;

/** Any UTF-8 that the caller has checked; only U+0000 is no TEXT, as in PostgreSQL. */
record StringText() implements ValueText {
    @Override
    public @Nullable String append(byte[] text, int from, int to, ColumnBuilder target) {
        for (int i = from; i < to; i++) {
            if (text[i] == 0) {
                return "holds the character U+0000";
            }
        }
        target.appendBytes(text, from, to - from);
        return null;
    }
}
