package dev.tidemill.connectors.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BoolColumn;
import dev.tidemill.algebra.column.BytesColumn;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.DoubleColumn;
import dev.tidemill.algebra.column.Int128Column;
import dev.tidemill.algebra.column.IntColumn;
import dev.tidemill.algebra.column.IntervalColumn;
import dev.tidemill.algebra.column.LongColumn;
import dev.tidemill.algebra.type.ArrayType;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;

/**
 * Writes rows as CSV: NULL is an unquoted empty field, the empty string a quoted one. What it
 * writes, the CSV parser reads back as the same rows.
 */
public final class CsvRowWriter {
    private final Schema schema;

    public CsvRowWriter(Schema schema) {
        this.schema = requireNonNull(schema, "schema");
    }

    /** Writes the header line. */
    public void header(ByteBuilder out) {
        for (int i = 0; i < schema.size(); i++) {
            if (i > 0) {
                out.append(',');
            }
            byte[] name = schema.field(i).name().getBytes(UTF_8);
            text(name, 0, name.length, out);
        }
        out.append('\n');
    }

    /** Writes one line. */
    public void row(Batch batch, int row, ByteBuilder out) {
        for (int i = 0; i < batch.columnCount(); i++) {
            if (i > 0) {
                out.append(',');
            }
            if (!batch.column(i).isNull(row)) {
                value(batch.column(i), row, out);
            } else if (batch.columnCount() == 1) {
                // A line with nothing on it would be read as no row; "" is the nearest to NULL.
                out.append("\"\"");
            }
        }
        out.append('\n');
    }

    private static void value(Column column, int row, ByteBuilder out) {
        switch (column) {
            case BoolColumn c -> out.append(c.values()[row] ? "true" : "false");
            case IntColumn c -> {
                if (c.type() == Type.DATE) {
                    CivilTime.appendDate(c.values()[row], out);
                } else {
                    out.append((long) c.values()[row]);
                }
            }
            case LongColumn c -> longValue(c, row, out);
            case DoubleColumn c -> ValueFormat.appendDouble(c.values()[row], out);
            case Int128Column c -> ValueFormat.appendWide(c, row, out);
            case BytesColumn c -> bytes(c, row, out);
            case IntervalColumn c -> ValueFormat.appendInterval(c, row, out);
        }
    }

    /** An array is its JSON. */
    private static void bytes(BytesColumn column, int row, ByteBuilder out) {
        if (column.type() instanceof ArrayType type) {
            ByteBuilder json = new ByteBuilder(64);
            JsonRowWriter.array(type, column, row, json);
            text(json.toByteArray(), 0, json.size(), out);
        } else {
            text(column.bytes(), column.start(row), column.start(row) + column.length(row), out);
        }
    }

    private static void longValue(LongColumn column, int row, ByteBuilder out) {
        if (column.type().isTimestamp()) {
            CivilTime.appendTimestamp(column.values()[row], out);
            if (column.type() == Type.TIMESTAMPTZ) {
                out.append('Z');
            }
        } else {
            out.append(column.values()[row]);
        }
    }

    private static void text(byte[] bytes, int from, int to, ByteBuilder out) {
        if (!needsQuotes(bytes, from, to)) {
            out.append(bytes, from, to);
            return;
        }
        out.append('"');
        for (int i = from; i < to; i++) {
            if (bytes[i] == '"') {
                out.append('"');
            }
            out.append(bytes[i]);
        }
        out.append('"');
    }

    private static boolean needsQuotes(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            byte next = bytes[i];
            if (next == ',' || next == '"' || next == '\n' || next == '\r') {
                return true;
            }
        }
        return from == to;
    }
}
