package dev.tidemill.pgwire.session;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.connectors.format.ByteBuilder;
import dev.tidemill.connectors.format.ParseOptions;
import dev.tidemill.connectors.format.ParsedRows;
import dev.tidemill.connectors.format.RefusedRow;
import dev.tidemill.connectors.format.RowFormat;
import dev.tidemill.connectors.format.RowParser;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a COPY on their way into columns. Each goes through the parser that all doors share,
 * as a line of CSV. A row that cannot be read fails the whole.
 */
final class CopiedRows extends CopyRows {
    /** Rows are parsed when they are as many bytes. */
    private static final int PARSED_BYTES = 256 << 10;

    private final Schema schema;
    private final long bytesMax;
    private final RowParser parser;
    private final ByteBuilder lines = new ByteBuilder(PARSED_BYTES);
    private final List<Batch> batches = new ArrayList<>();
    private final int[] rewritten;
    private final List<String> columns;
    private long bytes;

    /**
     * @param columns that a row has, in their order
     * @param bytesMax of all rows together
     */
    CopiedRows(String table, Schema schema, List<String> columns, long bytesMax) {
        super(table, columns.size());
        this.schema = requireNonNull(schema, "schema");
        this.bytesMax = bytesMax;
        this.parser = RowParser.of(RowFormat.CSV, schema, ParseOptions.DEFAULT);
        this.columns = List.copyOf(columns);
        this.rewritten =
                IntStream.range(0, columns.size())
                        .filter(at -> SharedText.isOther(type(columns.get(at))))
                        .toArray();
        line(columns);
    }

    private Type type(String column) {
        return schema.type(schema.indexOf(column));
    }

    private String shared(String text, String column) {
        try {
            return SharedText.of(text, type(column));
        } catch (TidemillException e) {
            throw e.withDetail(place(count()));
        }
    }

    @Override
    void take(List<@Nullable String> values) {
        for (int at : rewritten) {
            String value = values.get(at);
            values.set(at, value == null ? null : shared(value, columns.get(at)));
        }
        if (values.size() == 1 && values.getFirst() == null) {
            // Its line would be empty, and be passed over.
            throw malformed(count(), "a row of one column may not be NULL");
        }
        line(values);
        if (lines.size() >= PARSED_BYTES) {
            parse();
        }
    }

    private void line(List<? extends @Nullable String> values) {
        for (int i = 0; i < values.size(); i++) {
            if (i > 0) {
                lines.append(',');
            }
            String value = values.get(i);
            if (value != null) {
                lines.append('"');
                lines.append(value.indexOf('"') < 0 ? value : value.replace("\"", "\"\""));
                lines.append('"');
            }
        }
        lines.append('\n');
    }

    private void parse() {
        byte[] body = lines.toByteArray();
        lines.clear();
        ParsedRows parsed = parser.parse(body, 0, body.length);
        if (!parsed.refused().isEmpty()) {
            RefusedRow first = parsed.refused().getFirst();
            throw new TidemillException(ErrorCode.INVALID_CAST, first.reason())
                    .withDetail(place(first.row()));
        }
        batches.add(parsed.rows());
        bytes += parsed.rows().bytes();
        if (bytes > bytesMax) {
            throw new TidemillException(
                            ErrorCode.SESSION_FULL,
                            "one COPY may bring at most %,d bytes".formatted(bytesMax))
                    .withHint("copy it in parts, or use tidemill import");
        }
    }

    /** All of them. */
    Batch all() {
        parse();
        return Batch.concat(schema, batches);
    }
}
