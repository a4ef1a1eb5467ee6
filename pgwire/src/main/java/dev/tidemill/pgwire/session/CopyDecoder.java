package dev.tidemill.pgwire.session;

import dev.tidemill.algebra.type.Schema;
import dev.tidemill.pgwire.sql.CopyOptions;
import java.util.List;

/** Takes what a client copies, in pieces that end anywhere, apart into rows. */
sealed interface CopyDecoder permits CopyTextDecoder, CopyBinaryDecoder {
    /** What one row may have; a longer one fails. */
    int ROW_BYTES_MAX = 1 << 20;

    /** More bytes. */
    void feed(byte[] bytes);

    /** There are no more. */
    void end();

    static CopyDecoder of(CopyOptions options, Schema schema, List<String> columns, CopyRows rows) {
        return switch (options.format()) {
            case TEXT, CSV -> new CopyTextDecoder(options, rows);
            case BINARY -> new CopyBinaryDecoder(schema, columns, rows);
        };
    }
}
