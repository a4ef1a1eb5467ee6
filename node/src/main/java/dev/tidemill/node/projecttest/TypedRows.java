package dev.tidemill.node.projecttest;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidemill.algebra.type.Schema;
import dev.tidemill.connectors.format.ParseOptions;
import dev.tidemill.connectors.format.ParsedRows;
import dev.tidemill.connectors.format.RowFormat;
import dev.tidemill.connectors.format.RowParser;
import dev.tidemill.definitions.projecttest.TestRow;
import dev.tidemill.definitions.projecttest.TestRows;
import java.util.stream.Collectors;

/** A test's rows, read by the parsers that read what clients post. */
final class TypedRows {
    private TypedRows() {}

    /**
     * The rows in these columns. Rows that do not fit are among the refused.
     *
     * @throws dev.tidemill.algebra.error.TidemillException when a CSV header is wrong
     */
    static ParsedRows of(TestRows rows, Schema schema) {
        return switch (rows) {
            case TestRows.Listed listed ->
                    parsed(
                            RowFormat.NDJSON,
                            listed.rows().stream()
                                    .map(TestRow::json)
                                    .collect(Collectors.joining("\n")),
                            schema);
            case TestRows.Csv csv -> parsed(RowFormat.CSV, csv.text(), schema);
            case TestRows.Sent sent -> parsed(RowFormat.NDJSON, sent.text(), schema);
        };
    }

    private static ParsedRows parsed(RowFormat format, String text, Schema schema) {
        byte[] body = text.getBytes(UTF_8);
        return RowParser.of(format, schema, ParseOptions.DEFAULT).parse(body, 0, body.length);
    }
}
