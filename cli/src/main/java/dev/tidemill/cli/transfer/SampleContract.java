package dev.tidemill.cli.transfer;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.definitions.contract.ColumnContract;
import dev.tidemill.definitions.exchange.ImportOptions;
import dev.tidemill.definitions.exchange.Imported;
import dev.tidemill.definitions.exchange.TableDraft;
import dev.tidemill.store.ParquetReader;
import dev.tidemill.store.ParquetRows;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A contract made of sample rows: their columns and types, and which were never NULL. It promises
 * no more than the sample shows, so a person has to read it.
 */
public final class SampleContract {
    /** How many rows are looked at for NULLs. */
    public static final int ROWS_MAX = 100_000;

    private SampleContract() {}

    /**
     * The contract of a file of rows.
     *
     * @throws TidemillException INVALID_FILE when there are no rows to be read
     */
    public static Imported of(Path file, ImportOptions options) {
        if (!Files.isRegularFile(file)) {
            throw new TidemillException(ErrorCode.INVALID_FILE, "there is no file " + file);
        }
        try (ParquetRows rows = open(file)) {
            boolean[] isNull = new boolean[rows.schema().size()];
            int seen = nulls(rows, isNull);
            TableDraft draft = new TableDraft();
            for (int i = 0; i < isNull.length; i++) {
                Field field = rows.schema().field(i);
                ColumnContract column = ColumnContract.of(field.name(), field.type());
                draft.add(isNull[i] || seen == 0 ? column : column.asRequired());
            }
            draft.note("made of %,d rows of %s".formatted(seen, file.getFileName()));
            return draft.finish(options, null);
        } catch (TidemillException e) {
            throw e.errorCode() == ErrorCode.IO_FAILED
                    ? new TidemillException(
                                    ErrorCode.INVALID_FILE, file + " has no rows to be read", e)
                            .withDetail(e.detail() == null ? e.message() : e.detail())
                    : e;
        }
    }

    private static ParquetRows open(Path file) {
        ParquetReader reader = new ParquetReader();
        return switch (FileFormat.of(null, String.valueOf(file.getFileName()))) {
            case PARQUET -> reader.open(file);
            case CSV -> reader.openCsv(file);
            case NDJSON -> reader.openNdjson(file);
        };
    }

    private static int nulls(ParquetRows rows, boolean[] isNull) {
        int seen = 0;
        Batch batch;
        while (seen < ROWS_MAX && (batch = rows.next()) != null) {
            for (int column = 0; column < isNull.length; column++) {
                for (int row = 0; row < batch.size() && !isNull[column]; row++) {
                    isNull[column] = batch.column(column).isNull(row);
                }
            }
            seen += batch.size();
        }
        return seen;
    }
}
