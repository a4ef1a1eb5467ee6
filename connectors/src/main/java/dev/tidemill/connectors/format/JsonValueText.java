package dev.tidemill.connectors.format;

import dev.tidemill.algebra.column.ColumnBuilder;
import dev.tidemill.algebra.json.Json;
import dev.tidemill.algebra.json.JsonError;
import org.jspecify.annotations.Nullable;

/** A JSON document, brought to its canonical text. */
record JsonValueText() implements ValueText {
    @Override
    public @Nullable String append(byte[] text, int from, int to, ColumnBuilder target) {
        try {
            byte[] canonical = Json.canonical(text, from, to);
            target.appendBytes(canonical, 0, canonical.length);
            return null;
        } catch (JsonError e) {
            return "is not JSON: " + e.reason();
        }
    }
}
