package dev.tidemill.store;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/**
 * Writes streamed rows into Parquet files, in a DuckDB of its own that lives for one file and never
 * sees anybody's SQL. Rows keep their order.
 *
 * <p>All types come back as they were. INTERVAL is written as text in ISO 8601, since Parquet's own
 * has milliseconds and no sign.
 *
 * <p>Safe for all threads; each file is written on a thread of its own while the caller waits.
 */
public final class ParquetWriter {
    private static final String MEMORY_LIMIT = "512MB";
    private static final int STACK_BYTES = 8 << 20;
    private static final long LOOK_MILLIS = 50;
    private static final String ROWS = "rows";

    private final Path folder;
    private final ExportSpace space;
    private final AtomicLong numbers = new AtomicLong();

    /**
     * @param folder where files are until they are sent; made when it is missing
     */
    public ParquetWriter(Path folder, ExportSpace space) {
        this.folder = requireNonNull(folder, "folder");
        this.space = requireNonNull(space, "space");
    }

    /**
     * Writes all rows into a file.
     *
     * @throws TidemillException what the query failed with; RESULT_TOO_LARGE, DISK_FULL, IO_FAILED
     */
    public ParquetFile write(RowStream rows) {
        RowStream.Head head = rows.head();
        requireDistinctNames(head.schema());
        ExportSpace.Share share = space.share();
        Path file = folder.resolve("export-" + numbers.incrementAndGet() + ".parquet");
        try {
            Files.createDirectories(folder);
            Writing writing = new Writing(rows, head.schema(), file, share);
            await(writing, rows);
            long bytes = Files.size(file);
            share.growTo(bytes);
            return new ParquetFile(file, head.tick(), writing.written, bytes, share);
        } catch (IOException e) {
            discard(file, share);
            throw new TidemillException(
                    ErrorCode.IO_FAILED, "a temporary file cannot be written: " + e, e);
        } catch (RuntimeException | Error e) {
            discard(file, share);
            throw e;
        }
    }

    private static void discard(Path file, ExportSpace.Share share) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            share.close();
        }
    }

    /** DuckDB would give the second column another name, since it does not know capitals. */
    private static void requireDistinctNames(Schema schema) {
        for (int i = 0; i < schema.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (schema.field(i).name().equalsIgnoreCase(schema.field(j).name())) {
                    throw new TidemillException(
                                    ErrorCode.INVALID_REQUEST,
                                    "two columns are called " + schema.field(i).name())
                            .withHint("give one of them another name with AS");
                }
            }
        }
    }

    /** Waits to the end, since the thread reads the caller's stream. */
    private static void await(Writing writing, RowStream rows) {
        CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
        Thread thread =
                new Thread(null, () -> complete(done, writing), "parquet-writer", STACK_BYTES);
        thread.setDaemon(true);
        thread.start();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    done.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                    return;
                } catch (TimeoutException e) {
                    rows.look();
                } catch (InterruptedException e) {
                    interrupted = true;
                    rows.cancel();
                }
            }
        } catch (ExecutionException | CompletionException | CancellationException e) {
            throw e.getCause() instanceof TidemillException error
                    ? error
                    : new TidemillException(ErrorCode.INTERNAL, "no Parquet file was written", e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void complete(CompletableFuture<@Nullable Void> done, Writing writing) {
        try {
            writing.run();
            done.complete(null);
        } catch (RuntimeException | Error e) {
            done.completeExceptionally(e);
        }
    }

    /** One file being written. Owned by its thread; {@code written} is read when that has ended. */
    private static final class Writing {
        private final RowStream rows;
        private final Schema schema;
        private final Path file;
        private final ExportSpace.Share share;
        private @Nullable RuntimeException failure;
        private long written;

        Writing(RowStream rows, Schema schema, Path file, ExportSpace.Share share) {
            this.rows = rows;
            this.schema = schema;
            this.file = file;
            this.share = share;
        }

        void run() {
            StreamedTable table = new StreamedTable(schema, this::next);
            SealedPin pin = new SealedPin(table);
            try (DuckDBConnection connection =
                            DriverManager.getConnection("jdbc:duckdb:")
                                    .unwrap(DuckDBConnection.class);
                    Statement statement = connection.createStatement()) {
                statement.execute("SET memory_limit = '" + MEMORY_LIMIT + "'");
                statement.execute("SET threads = 1");
                statement.execute("SET temp_directory = ''");
                statement.execute("SET TimeZone = 'UTC'");
                new ScanFunction(_ -> pin).register(connection);
                statement.execute(copy());
            } catch (SQLException e) {
                throw failure != null ? failure : translated(e);
            }
        }

        /** Called by DuckDB, which makes of an exception no more than its text. */
        private @Nullable Batch next() {
            try {
                Batch batch = rows.take();
                written += batch == null ? 0 : batch.size();
                share.growTo(Files.exists(file) ? Files.size(file) : 0);
                return batch;
            } catch (IOException e) {
                failure = new UncheckedIOException(e);
                throw failure;
            } catch (RuntimeException e) {
                failure = e;
                throw e;
            }
        }

        private String copy() {
            List<String> columns = new ArrayList<>();
            for (int i = 0; i < schema.size(); i++) {
                columns.add(column(schema.field(i), i));
            }
            return "COPY (SELECT %s FROM %s(0::BIGINT, '%s')) TO %s (FORMAT parquet, CODEC zstd)"
                    .formatted(
                            String.join(", ", columns),
                            ScanFunction.NAME,
                            ROWS,
                            DuckTypes.literal(file.toString()));
        }

        private static String column(Field field, int index) {
            if (field.type() != Type.INTERVAL) {
                return ScanOutput.viewColumn(field, index);
            }
            return "'P' || c%1$d_months || 'M' || c%1$d_days || 'DT' || %2$s || 'S' AS %3$s"
                    .formatted(
                            index,
                            "(c%d_micros::DECIMAL(19, 0) * 0.000001::DECIMAL(7, 6))"
                                    .formatted(index),
                            DuckTypes.quoted(field.name()));
        }

        private static TidemillException translated(SQLException e) {
            String message = String.valueOf(e.getMessage());
            boolean full = message.contains("No space left");
            return new TidemillException(
                            full ? ErrorCode.DISK_FULL : ErrorCode.IO_FAILED,
                            full
                                    ? "the disk has no room for the export's temporary file"
                                    : "the Parquet file cannot be written",
                            e)
                    .withDetail(message.lines().findFirst().orElse(""));
        }
    }
}
