package dev.tidemill.connectors.arrow;

import dev.tidemill.algebra.type.ArrayType;
import dev.tidemill.algebra.type.DecimalType;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;

/**
 * Columns as Arrow describes them. UUID and JSON are its canonical extension types {@code
 * arrow.uuid} and {@code arrow.json}; readers that do not know those see 16 bytes, and a text.
 */
final class ArrowSchema {
    private static final int INT = 2;
    private static final int FLOATING_POINT = 3;
    private static final int UTF8 = 5;
    private static final int BOOL = 6;
    private static final int DECIMAL = 7;
    private static final int DATE = 8;
    private static final int TIMESTAMP = 10;
    private static final int INTERVAL = 11;
    private static final int LIST = 12;
    private static final int FIXED_SIZE_BINARY = 15;

    private static final int DOUBLE_PRECISION = 2;
    private static final int DAY = 0;
    private static final int MICROSECOND = 2;
    private static final int MONTH_DAY_NANO = 2;

    private final Flat out;

    private ArrowSchema(Flat out) {
        this.out = out;
    }

    /** Writes a schema; its place. */
    static int write(Schema schema, Flat out) {
        ArrowSchema writing = new ArrowSchema(out);
        int[] fields = schema.fields().stream().mapToInt(writing::field).toArray();
        int all = out.references(fields);
        return out.table(4).int16(0, 0).reference(1, all).end();
    }

    /** An array's elements may be NULL, whatever its column says. */
    private int field(Field field) {
        int name = out.text(field.name());
        Type type = field.type();
        int[] inner =
                type instanceof ArrayType(Type element)
                        ? new int[] {field(new Field("item", element, true))}
                        : new int[0];
        int children = out.references(inner);
        int kind = kind(type);
        int described = described(type);
        String extension = extension(type);
        int metadata = extension.isEmpty() ? 0 : metadata(extension);
        Flat table = out.table(7).reference(0, name).reference(3, described).reference(5, children);
        if (metadata != 0) {
            var _ = table.reference(6, metadata);
        }
        return table.int8(1, field.nullable() ? 1 : 0).int8(2, kind).end();
    }

    private static String extension(Type type) {
        return type == Type.UUID ? "arrow.uuid" : type == Type.JSON ? "arrow.json" : "";
    }

    private int metadata(String extension) {
        return out.references(
                entry("ARROW:extension:name", extension), entry("ARROW:extension:metadata", ""));
    }

    private int entry(String key, String value) {
        int written = out.text(key);
        int beside = out.text(value);
        return out.table(2).reference(0, written).reference(1, beside).end();
    }

    private static int kind(Type type) {
        if (type instanceof ArrayType) {
            return LIST;
        }
        if (type instanceof DecimalType) {
            return DECIMAL;
        }
        return switch (type.sqlName()) {
            case "BOOLEAN" -> BOOL;
            case "INTEGER", "BIGINT" -> INT;
            case "DOUBLE" -> FLOATING_POINT;
            case "DATE" -> DATE;
            case "TIMESTAMP", "TIMESTAMPTZ" -> TIMESTAMP;
            case "INTERVAL" -> INTERVAL;
            case "UUID" -> FIXED_SIZE_BINARY;
            default -> UTF8;
        };
    }

    private int described(Type type) {
        if (type instanceof DecimalType decimal) {
            return out.table(3)
                    .int32(0, decimal.precision())
                    .int32(1, decimal.scale())
                    .int32(2, 128)
                    .end();
        }
        return switch (kind(type)) {
            case INT -> out.table(2).int32(0, type == Type.INTEGER ? 32 : 64).int8(1, 1).end();
            case FLOATING_POINT -> out.table(1).int16(0, DOUBLE_PRECISION).end();
            case DATE -> out.table(1).int16(0, DAY).end();
            case TIMESTAMP -> timestamp(type);
            case INTERVAL -> out.table(1).int16(0, MONTH_DAY_NANO).end();
            case FIXED_SIZE_BINARY -> out.table(1).int32(0, 16).end();
            default -> out.table(0).end();
        };
    }

    private int timestamp(Type type) {
        if (type != Type.TIMESTAMPTZ) {
            return out.table(2).int16(0, MICROSECOND).end();
        }
        int zone = out.text("UTC");
        return out.table(2).reference(1, zone).int16(0, MICROSECOND).end();
    }
}
