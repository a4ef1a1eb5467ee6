package dev.tidemill.node.projecttest;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.connectors.format.ByteBuilder;
import dev.tidemill.connectors.format.JsonRowWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Values as people read them: texts as they are, the rest as JSON rows have it without quotes. */
final class ValueTexts {
    private ValueTexts() {}

    /** The values of a row; NULL is null. */
    static List<@Nullable String> of(Batch rows, int row) {
        List<@Nullable String> texts = new ArrayList<>();
        for (Column column : rows.columns()) {
            texts.add(of(column, row));
        }
        return texts;
    }

    /** The same, with the empty text for NULL. */
    static List<String> orEmpty(Batch rows, int row) {
        return of(rows, row).stream().map(text -> Objects.requireNonNullElse(text, "")).toList();
    }

    private static @Nullable String of(Column column, int row) {
        Object value = column.value(row);
        if (value == null || value instanceof String) {
            return (String) value;
        }
        ByteBuilder out = new ByteBuilder(32);
        JsonRowWriter.value(column, row, out);
        String json = new String(out.toByteArray(), UTF_8);
        return json.startsWith("\"") ? json.substring(1, json.length() - 1) : json;
    }
}
