package dev.tidemill.cli.transfer;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.connectors.format.ByteBuilder;
import dev.tidemill.connectors.format.JsonRowWriter;
import dev.tidemill.connectors.format.RowFormat;
import dev.tidemill.store.ParquetReader;
import dev.tidemill.store.ParquetRows;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows of a Parquet file, written as NDJSON, which has a text for every value. */
final class ParquetBatches implements RowBatches {
    private final String name;
    private final ParquetRows file;
    private final JsonRowWriter writer;
    private final int rowsMax;
    private @Nullable Batch batch;
    private int at;
    private long batches;
    private long rows;

    /**
     * @param name of the file, for errors
     */
    ParquetBatches(String name, Path path, int rowsMax) {
        this.name = name;
        this.rowsMax = rowsMax;
        try {
            file = new ParquetReader().open(path);
        } catch (TidemillException e) {
            throw invalid(name + " is no whole Parquet file", e);
        }
        writer = new JsonRowWriter(file.schema());
    }

    private static TidemillException invalid(String fact, TidemillException e) {
        String detail = e.detail() == null ? e.message() : e.detail();
        return new TidemillException(ErrorCode.INVALID_FILE, fact, e)
                .withDetail(detail.lines().findFirst().orElse(""));
    }

    /**
     * Refuses a file with a column that the table has not.
     *
     * @throws TidemillException UNKNOWN_FIELD
     */
    void requireColumnsOf(String table, List<String> columns) {
        for (String column : file.schema().names()) {
            if (!columns.contains(column)) {
                throw new TidemillException(
                                ErrorCode.UNKNOWN_FIELD,
                                name + ": its column '" + column + "' is no column of " + table)
                        .withHint("The columns are " + String.join(", ", columns));
            }
        }
    }

    @Override
    public @Nullable RowBatch next() {
        ByteBuilder body = new ByteBuilder(1 << 16);
        long first = rows + 1;
        int count = 0;
        while (count < rowsMax && body.size() < BODY_BYTES_MAX) {
            Batch current = current();
            if (current == null) {
                break;
            }
            writer.object(current, at++, body);
            body.append('\n');
            count++;
        }
        rows += count;
        return count == 0
                ? null
                : new RowBatch(batches++, first, count, RowFormat.NDJSON, body.toByteArray());
    }

    /** The batch with a row to come. */
    private @Nullable Batch current() {
        Batch current = batch;
        while (current == null || at == current.size()) {
            current = read();
            if (current == null) {
                return null;
            }
            batch = current;
            at = 0;
        }
        return current;
    }

    private @Nullable Batch read() {
        try {
            return file.next();
        } catch (TidemillException e) {
            throw invalid(name + " cannot be read behind row " + rows, e);
        }
    }

    @Override
    public void close() {
        file.close();
    }
}
