package dev.tidemill.pgwire.session;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.connectors.format.ByteBuilder;
import dev.tidemill.connectors.format.ParseOptions;
import dev.tidemill.connectors.format.ParsedRows;
import dev.tidemill.connectors.format.RefusedRow;
import dev.tidemill.connectors.format.RowFormat;
import dev.tidemill.connectors.format.RowParser;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a COPY on their way into columns. Each goes through the parser that all doors share,
 * as a line of CSV. A row that cannot be read fails the whole. Owned by one thread.
 */
final class CopiedRows {
    /** Rows are parsed when they are as many bytes. */
    private static final int PARSED_BYTES = 256 << 10;

    private final Schema schema;
    private final String table;
    private final long bytesMax;
    private final int width;
    private final RowParser parser;
    private final ByteBuilder lines = new ByteBuilder(PARSED_BYTES);
    private final List<Batch> batches = new ArrayList<>();
    private long bytes;
    private long rows;

    /**
     * @param columns that a row has, in their order
     * @param bytesMax of all rows together
     */
    CopiedRows(String table, Schema schema, List<String> columns, long bytesMax) {
        this.table = requireNonNull(table, "table");
        this.schema = requireNonNull(schema, "schema");
        this.bytesMax = bytesMax;
        this.width = columns.size();
        this.parser = RowParser.of(RowFormat.CSV, schema, ParseOptions.DEFAULT);
        add(columns);
        rows = 0;
    }

    /** Adds a row. */
    void row(List<@Nullable String> values) {
        if (values.size() != width) {
            throw malformed(
                    rows + 1,
                    values.size() < width
                            ? "missing data: the row has %d of %d columns"
                                    .formatted(values.size(), width)
                            : "extra data after last expected column");
        }
        if (width == 1 && values.getFirst() == null) {
            throw malformed(rows + 1, "a row of one column may not be NULL");
        }
        add(values);
        if (lines.size() >= PARSED_BYTES) {
            parse();
        }
    }

    private void add(List<? extends @Nullable String> values) {
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
        rows++;
    }

    private void parse() {
        byte[] body = lines.toByteArray();
        lines.clear();
        ParsedRows parsed = parser.parse(body, 0, body.length);
        if (!parsed.refused().isEmpty()) {
            RefusedRow first = parsed.refused().getFirst();
            throw new TidemillException(ErrorCode.INVALID_CAST, first.reason())
                    .withDetail("COPY %s, line %d".formatted(table, first.row()));
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

    TidemillException malformed(long row, String fact) {
        return new TidemillException(ErrorCode.MALFORMED_COPY, fact)
                .withDetail("COPY %s, line %d".formatted(table, row));
    }

    /** How many there are so far. */
    long count() {
        return rows;
    }

    /** All of them. */
    Batch all() {
        parse();
        return Batch.concat(schema, batches);
    }
}
