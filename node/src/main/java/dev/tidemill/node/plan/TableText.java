package dev.tidemill.node.plan;

import dev.tidemill.algebra.type.DecimalType;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Physical;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A table's columns as plans tell of them. */
final class TableText {
    /** About what a value whose length is not known takes. */
    private static final int VARIABLE_BYTES = 32;

    private static final int DECIMAL_BYTES = 16;
    private static final int FIXED_BYTES = 8;

    /** What a row takes beside its values: its hash, its weight and its place in an index. */
    private static final int ROW_BYTES = 24;

    private TableText() {}

    /** Each column's name and type, in order. */
    static List<Map<String, Object>> columns(Schema schema) {
        return schema.fields().stream().map(TableText::column).toList();
    }

    private static Map<String, Object> column(Field field) {
        Map<String, Object> column = new LinkedHashMap<>();
        column.put("name", field.name());
        column.put("type", field.type().sqlName());
        return column;
    }

    /** About what a row of these columns takes, in bytes. */
    static long rowBytes(Schema schema) {
        long bytes = ROW_BYTES;
        for (Field field : schema.fields()) {
            bytes += bytes(field.type());
        }
        return bytes;
    }

    private static int bytes(Type type) {
        if (type.physical() == Physical.BYTES) {
            return VARIABLE_BYTES;
        }
        return type instanceof DecimalType ? DECIMAL_BYTES : FIXED_BYTES;
    }
}
