package dev.tidemill.connectors.format;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a piece of a body became: columns of the good rows, and the refused ones.
 *
 * @param rows the declared columns in schema order; a field that was not given is NULL
 * @param raw where each good row stood; null when the rows did not come as bytes
 */
public record ParsedRows(Batch rows, @Nullable RawRows raw, List<RefusedRow> refused) {
    public ParsedRows {
        requireNonNull(rows, "rows");
        refused = List.copyOf(refused);
    }

    /** Rows made by the program itself; none refused. */
    public static ParsedRows of(Batch rows) {
        return new ParsedRows(rows, null, List.of());
    }

    /** The row's number in its body, from 1. */
    public long number(int row) {
        return raw == null ? row + 1L : raw.numbers()[row];
    }

    /** The row as it came; as a JSON object when it did not come as bytes. */
    public byte[] rawRow(int row) {
        if (raw != null) {
            return raw.row(row);
        }
        ByteBuilder out = new ByteBuilder(128);
        new JsonRowWriter(rows.schema()).object(rows, row, out);
        return out.toByteArray();
    }
}
