package dev.tidemill.store;

import dev.tidemill.algebra.column.Batch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads Parquet, CSV and NDJSON files into columns, in a DuckDB of its own that lives for one read
 * and never sees anybody's SQL. Rows keep the file's order. A column whose type Tidemill has not
 * becomes TEXT.
 */
public final class ParquetReader {
    /** The whole Parquet file. */
    public Batch read(Path file) {
        return read(file, "read_parquet(%s)");
    }

    /** The whole CSV file, whose first line names the columns; their types are guessed. */
    public Batch readCsv(Path file) {
        return read(file, "read_csv(%s, header = true)");
    }

    /**
     * The rows of a Parquet file one after the other, however many there are; to be closed.
     *
     * @throws dev.tidemill.algebra.error.TidemillException IO_FAILED when it is none
     */
    public ParquetRows open(Path file) {
        return ParquetRows.open(file, "read_parquet(%s)");
    }

    /**
     * As {@link #open}, of a CSV file whose first line names the columns; their types are guessed.
     */
    public ParquetRows openCsv(Path file) {
        return ParquetRows.open(file, "read_csv(%s, header = true)");
    }

    /** As {@link #open}, of a file with a JSON object a line; columns and types are guessed. */
    public ParquetRows openNdjson(Path file) {
        return ParquetRows.open(file, "read_json(%s, format = 'newline_delimited')");
    }

    private static Batch read(Path file, String function) {
        try (ParquetRows rows = ParquetRows.open(file, function)) {
            List<Batch> batches = new ArrayList<>();
            Batch batch;
            while ((batch = rows.next()) != null) {
                batches.add(batch);
            }
            return Batch.concat(rows.schema(), batches);
        }
    }
}
