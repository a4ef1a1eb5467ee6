package dev.tidemill.connectors.format;

import dev.tidemill.algebra.type.Schema;

/**
 * Reads the rows of one body, piece after piece, into columns. A row that cannot be read never
 * touches its neighbours. Remembers the row number, the CSV header and the usual order of fields;
 * so one parser serves one body, on one thread at a time.
 */
public sealed interface RowParser permits NdjsonParser, CsvParser {
    static RowParser of(RowFormat format, Schema schema, ParseOptions options) {
        return switch (format) {
            case NDJSON -> new NdjsonParser(schema, options);
            case CSV -> new CsvParser(schema, options);
        };
    }

    /**
     * Reads complete rows; the last may lack its line end.
     *
     * @throws dev.tidemill.algebra.error.TidemillException when the body as a whole is wrong, for
     *     example a CSV header that names an unknown column
     */
    ParsedRows parse(byte[] body, int from, int to);

    /** Reads what a {@link RowSplitter} cut off. */
    ParsedRows parse(RowChunk chunk);
}
