package dev.tidemill.pgwire.type;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BytesColumn;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.pgwire.frame.MessageWriter;
import java.io.IOException;

/** Writes rows of one layout, each column in text or in binary. Owned by one thread. */
public final class RowWriter {
    private final Layout layout;
    private final boolean[] binary;
    private final TextValues texts;

    /**
     * @param binary for each column, whether it is written in binary
     */
    public RowWriter(Layout layout, boolean[] binary, TextValues texts) {
        this.layout = requireNonNull(layout, "layout");
        this.binary = binary.clone();
        this.texts = requireNonNull(texts, "texts");
    }

    /** Writes what the columns are. */
    public static void describe(Layout layout, boolean[] binary, MessageWriter out)
            throws IOException {
        out.begin('T').int16(layout.size());
        for (int i = 0; i < layout.size(); i++) {
            Layout.Column column = layout.columns().get(i);
            out.text(column.name()).int32(0).int16(0);
            out.int32(column.oid()).int16(column.size());
            out.int32(column.modifier()).int16(binary[i] ? 1 : 0);
        }
        out.end();
    }

    /** Writes one row. */
    public void row(Batch batch, int row, MessageWriter out) throws IOException {
        out.begin('D').int16(layout.size());
        for (int i = 0; i < layout.size(); i++) {
            Layout.Column column = layout.columns().get(i);
            boolean raw = binary[i] && column.isRaw();
            Column values = batch.column(raw ? column.rawAt() : column.at());
            value(values, row, binary[i] && !raw, out);
        }
        out.end();
    }

    private void value(Column column, int row, boolean isBinary, MessageWriter out) {
        if (column.isNull(row)) {
            out.int32(-1);
            return;
        }
        Type type = column.type();
        if (column instanceof BytesColumn bytes && (type == Type.TEXT || type == Type.JSON)) {
            int length = bytes.length(row);
            out.int32(length).bytes(bytes.bytes(), bytes.start(row), length);
            return;
        }
        Object value = requireNonNull(column.value(row), "value");
        if (isBinary) {
            int from = out.beginValue();
            BinaryValues.write(value, type, out);
            out.endValue(from);
        } else {
            out.value(texts.text(value, type));
        }
    }
}
