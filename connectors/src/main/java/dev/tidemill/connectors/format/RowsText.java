package dev.tidemill.connectors.format;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Schema;

/** Writes batches of rows one behind the other in a text form that the parsers read back. */
public sealed interface RowsText {
    /**
     * For rows of this schema.
     *
     * @throws TidemillException INVALID_REQUEST when two columns have one name
     */
    static RowsText of(RowFormat format, Schema schema) {
        for (int i = 0; i < schema.size(); i++) {
            if (schema.indexOf(schema.field(i).name()) < i) {
                throw new TidemillException(
                                ErrorCode.INVALID_REQUEST,
                                "two columns are called " + schema.field(i).name())
                        .withHint("give one of them another name with AS");
            }
        }
        return switch (format) {
            case CSV -> new Csv(new CsvRowWriter(schema));
            case NDJSON -> new Ndjson(new JsonRowWriter(schema));
        };
    }

    /** What stands before the first row. */
    void begin(ByteBuilder out);

    void rows(Batch batch, ByteBuilder out);

    /** A header, then a line a row. */
    record Csv(CsvRowWriter writer) implements RowsText {
        @Override
        public void begin(ByteBuilder out) {
            writer.header(out);
        }

        @Override
        public void rows(Batch batch, ByteBuilder out) {
            for (int row = 0; row < batch.size(); row++) {
                writer.row(batch, row, out);
            }
        }
    }

    /** An object a line. */
    record Ndjson(JsonRowWriter writer) implements RowsText {
        @Override
        public void begin(ByteBuilder out) {
            // There is no header.
        }

        @Override
        public void rows(Batch batch, ByteBuilder out) {
            for (int row = 0; row < batch.size(); row++) {
                writer.object(batch, row, out);
                out.append('\n');
            }
        }
    }
}
