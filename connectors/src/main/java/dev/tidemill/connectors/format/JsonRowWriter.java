package dev.tidemill.connectors.format;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.ArrayReader;
import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BoolColumn;
import dev.tidemill.algebra.column.BytesColumn;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.ColumnBuilder;
import dev.tidemill.algebra.column.DoubleColumn;
import dev.tidemill.algebra.column.Int128Column;
import dev.tidemill.algebra.column.IntColumn;
import dev.tidemill.algebra.column.IntervalColumn;
import dev.tidemill.algebra.column.LongColumn;
import dev.tidemill.algebra.type.ArrayType;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;

/**
 * Writes rows as JSON without an object per value. Decimals, times, intervals, UUIDs, BIGINT beyond
 * 2^53 and non-finite doubles are strings, so that no reader loses digits; NULL is {@code null}.
 */
public final class JsonRowWriter {
    private static final long SAFE_INTEGER_MAX = (1L << 53) - 1;
    private static final byte[] HEX = {
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
    };

    private final byte[][] keys;

    public JsonRowWriter(Schema schema) {
        requireNonNull(schema, "schema");
        keys = new byte[schema.size()][];
        for (int i = 0; i < keys.length; i++) {
            ByteBuilder key = new ByteBuilder(32);
            key.append(i == 0 ? '{' : ',');
            string(schema.field(i).name(), key);
            keys[i] = key.append(':').toByteArray();
        }
    }

    /** Writes {@code {"name":value,…}}. */
    public void object(Batch batch, int row, ByteBuilder out) {
        if (keys.length == 0) {
            out.append('{');
        }
        for (int i = 0; i < keys.length; i++) {
            out.append(keys[i], 0, keys[i].length);
            value(batch.column(i), row, out);
        }
        out.append('}');
    }

    /** Writes {@code [value,…]}. */
    public void array(Batch batch, int row, ByteBuilder out) {
        out.append('[');
        for (int i = 0; i < batch.columnCount(); i++) {
            if (i > 0) {
                out.append(',');
            }
            value(batch.column(i), row, out);
        }
        out.append(']');
    }

    /** Writes one value. */
    public static void value(Column column, int row, ByteBuilder out) {
        if (column.isNull(row)) {
            out.append("null");
            return;
        }
        switch (column) {
            case BoolColumn c -> out.append(c.values()[row] ? "true" : "false");
            case IntColumn c -> intValue(c, row, out);
            case LongColumn c -> longValue(c, row, out);
            case DoubleColumn c -> doubleValue(c.values()[row], out);
            case Int128Column c -> {
                out.append('"');
                ValueFormat.appendWide(c, row, out);
                out.append('"');
            }
            case BytesColumn c -> bytes(c, row, out);
            case IntervalColumn c -> {
                out.append('"');
                ValueFormat.appendInterval(c, row, out);
                out.append('"');
            }
        }
    }

    /** Texts as strings, JSON as it is, arrays as arrays. */
    private static void bytes(BytesColumn column, int row, ByteBuilder out) {
        int from = column.start(row);
        int to = from + column.length(row);
        if (column.type() == Type.JSON) {
            out.append(column.bytes(), from, to);
        } else if (column.type() instanceof ArrayType type) {
            array(type, column, row, out);
        } else {
            text(column.bytes(), from, to, out);
        }
    }

    /** Writes an array's elements as values. */
    static void array(ArrayType type, BytesColumn column, int row, ByteBuilder out) {
        ColumnBuilder builder = ColumnBuilder.of(type.element(), 8);
        new ArrayReader(type).start(column, row).appendRest(builder);
        Column elements = builder.build();
        out.append('[');
        for (int i = 0; i < elements.size(); i++) {
            if (i > 0) {
                out.append(',');
            }
            value(elements, i, out);
        }
        out.append(']');
    }

    private static void intValue(IntColumn column, int row, ByteBuilder out) {
        int value = column.values()[row];
        if (column.type() == Type.DATE) {
            out.append('"');
            CivilTime.appendDate(value, out);
            out.append('"');
        } else {
            out.append((long) value);
        }
    }

    private static void longValue(LongColumn column, int row, ByteBuilder out) {
        long value = column.values()[row];
        if (column.type().isTimestamp()) {
            out.append('"');
            CivilTime.appendTimestamp(value, out);
            out.append(column.type() == Type.TIMESTAMPTZ ? "Z\"" : "\"");
        } else if (value > SAFE_INTEGER_MAX || value < -SAFE_INTEGER_MAX) {
            out.append('"').append(value).append('"');
        } else {
            out.append(value);
        }
    }

    private static void doubleValue(double value, ByteBuilder out) {
        if (Double.isFinite(value)) {
            ValueFormat.appendDouble(value, out);
        } else {
            out.append('"').append(Double.toString(value)).append('"');
        }
    }

    /** Writes a JSON string. */
    public static void string(String value, ByteBuilder out) {
        byte[] bytes = value.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        text(bytes, 0, bytes.length, out);
    }

    private static void text(byte[] bytes, int from, int to, ByteBuilder out) {
        out.append('"');
        int copied = from;
        for (int i = from; i < to; i++) {
            byte next = bytes[i];
            if (next == '"' || next == '\\' || (next >= 0 && next < 0x20)) {
                out.append(bytes, copied, i);
                copied = i + 1;
                escape(next, out);
            }
        }
        out.append(bytes, copied, to).append('"');
    }

    private static void escape(byte value, ByteBuilder out) {
        switch (value) {
            case '"', '\\' -> out.append('\\').append(value);
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> out.append("\\u00").append(HEX[value >> 4]).append(HEX[value & 15]);
        }
    }
}
