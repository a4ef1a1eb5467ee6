package dev.tidemill.server.http;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.connectors.format.ByteBuilder;
import dev.tidemill.connectors.format.JsonRowWriter;
import java.util.Locale;

/** Columns, rows and changes as JSON arrays, written without an object per value. */
final class JsonTables {
    private JsonTables() {}

    /** {@code [{"name":…,"type":…},…]}. */
    static void columns(Schema schema, ByteBuilder out) {
        out.append('[');
        boolean first = true;
        for (Field field : schema.fields()) {
            out.append(first ? "{\"name\":" : ",{\"name\":");
            JsonRowWriter.string(field.name(), out);
            out.append(",\"type\":");
            JsonRowWriter.string(field.type().sqlName(), out);
            out.append('}');
            first = false;
        }
        out.append(']');
    }

    /** {@code [row,…]}, each row an array. */
    static void rows(Batch batch, ByteBuilder out) {
        out.append('[');
        JsonRowWriter writer = new JsonRowWriter(batch.schema());
        for (int row = 0; row < batch.size(); row++) {
            if (row > 0) {
                out.append(',');
            }
            writer.array(batch, row, out);
        }
        out.append(']');
    }

    /** {@code {"tick":…,"changes":[[weight,[…]],…]}}. */
    static void changes(long tick, Batch changes, ByteBuilder out) {
        out.append("{\"tick\":").append(tick).append(",\"changes\":[");
        JsonRowWriter writer = new JsonRowWriter(changes.schema());
        for (int row = 0; row < changes.size(); row++) {
            out.append(row > 0 ? ",[" : "[").append(changes.weight(row)).append(',');
            writer.array(changes, row, out);
            out.append(']');
        }
        out.append("]}");
    }

    static String millis(long nanos) {
        return String.format(Locale.ROOT, "%.3f", nanos / 1e6);
    }
}
