package dev.tidemill.pgwire.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.pgwire.frame.MessageWriter;
import dev.tidemill.pgwire.sql.CopyOptions;
import dev.tidemill.pgwire.type.BinaryValues;
import dev.tidemill.pgwire.type.TextValues;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes rows as COPY TO does, each as a message. Owned by one thread. */
final class CopyText {
    private static final byte[] SIGNATURE = {
        'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0
    };

    private final Schema schema;
    private final CopyOptions options;
    private final TextValues texts;
    private final StringBuilder line = new StringBuilder();

    CopyText(Schema schema, CopyOptions options, TextValues texts) {
        this.schema = requireNonNull(schema, "schema");
        this.options = requireNonNull(options, "options");
        this.texts = requireNonNull(texts, "texts");
    }

    private boolean isBinary() {
        return options.format() == CopyOptions.Format.BINARY;
    }

    /** Tells that rows come. */
    void begin(MessageWriter out) throws IOException {
        begin(schema.names(), out);
    }

    /**
     * Tells that rows come.
     *
     * @param names for the header
     */
    void begin(List<String> names, MessageWriter out) throws IOException {
        out.begin('H').int8(isBinary() ? 1 : 0).int16(schema.size());
        for (int i = 0; i < schema.size(); i++) {
            out.int16(isBinary() ? 1 : 0);
        }
        out.end();
        if (isBinary()) {
            out.begin('d').bytes(SIGNATURE).int32(0).int32(0).end();
        } else if (options.header()) {
            line.setLength(0);
            for (int i = 0; i < schema.size(); i++) {
                field(i, names.get(i));
            }
            send(out);
        }
    }

    void row(Batch batch, int row, MessageWriter out) throws IOException {
        if (isBinary()) {
            binary(batch, row, out);
            return;
        }
        line.setLength(0);
        for (int i = 0; i < schema.size(); i++) {
            Object value = batch.column(i).value(row);
            field(i, value == null ? null : texts.text(value, schema.type(i)));
        }
        send(out);
    }

    private void send(MessageWriter out) throws IOException {
        out.begin('d').bytes(line.append('\n').toString().getBytes(UTF_8)).end();
    }

    private void binary(Batch batch, int row, MessageWriter out) throws IOException {
        out.begin('d').int16(schema.size());
        for (int i = 0; i < schema.size(); i++) {
            Object value = batch.column(i).value(row);
            if (value == null) {
                out.int32(-1);
            } else {
                int from = out.beginValue();
                BinaryValues.write(value, schema.type(i), out);
                out.endValue(from);
            }
        }
        out.end();
    }

    /** Tells that no more rows come. */
    void end(MessageWriter out) throws IOException {
        if (isBinary()) {
            out.begin('d').int16(-1).end();
        }
        out.empty('c');
    }

    private void field(int index, @Nullable String value) {
        if (index > 0) {
            line.append(options.delimiter());
        }
        if (value == null) {
            line.append(options.nullText());
        } else if (options.format() == CopyOptions.Format.CSV) {
            csv(value);
        } else {
            escaped(value);
        }
    }

    private void csv(String value) {
        char quote = options.quote();
        boolean quotes = value.equals(options.nullText()) || value.equals("\\.");
        for (int i = 0; i < value.length() && !quotes; i++) {
            char c = value.charAt(i);
            quotes = c == options.delimiter() || c == quote || c == '\n' || c == '\r';
        }
        if (!quotes) {
            line.append(value);
            return;
        }
        String mark = String.valueOf(quote);
        line.append(quote).append(value.replace(mark, mark + mark)).append(quote);
    }

    private void escaped(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '\\' -> line.append("\\\\");
                case '\n' -> line.append("\\n");
                case '\r' -> line.append("\\r");
                case '\t' -> line.append("\\t");
                default -> {
                    if (c == options.delimiter()) {
                        line.append('\\');
                    }
                    line.append(c);
                }
            }
        }
    }
}
