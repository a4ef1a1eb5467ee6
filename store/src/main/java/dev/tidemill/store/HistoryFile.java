package dev.tidemill.store;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.engine.history.History;
import dev.tidemill.engine.history.HistoryMark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/**
 * The history of a data folder that no mill has open, for reading only: in a DuckDB of its own that
 * may not write the file. A folder without the file has an empty history.
 *
 * <p>Owned by one thread.
 */
public final class HistoryFile implements History, AutoCloseable {
    private static final String MEMORY_LIMIT = "1GB";

    private final @Nullable DuckDBConnection root;
    private final HistoryStore store;

    private HistoryFile(@Nullable DuckDBConnection root) {
        this.root = root;
        this.store = new HistoryStore(new ReadOnlyDoors());
    }

    /**
     * Opens a history.
     *
     * @param temporary where large counts may spill
     * @throws TidemillException HISTORY_CORRUPT when DuckDB cannot open it
     */
    public static HistoryFile open(Path file, Path temporary) {
        if (isEmpty(file)) {
            return new HistoryFile(null);
        }
        try {
            DuckDBConnection root =
                    DriverManager.getConnection("jdbc:duckdb:").unwrap(DuckDBConnection.class);
            HistoryFile opened = new HistoryFile(root);
            try {
                opened.setUp(file, temporary);
            } catch (SQLException e) {
                root.close();
                throw e;
            }
            return opened;
        } catch (SQLException e) {
            throw corrupt("the history cannot be opened", e);
        }
    }

    /** A mill that was killed at its first start may leave a file without a byte. */
    private static boolean isEmpty(Path file) {
        try {
            return !Files.exists(file) || Files.size(file) == 0;
        } catch (IOException e) {
            throw new TidemillException(ErrorCode.IO_FAILED, file + " cannot be read: " + e, e);
        }
    }

    private void setUp(Path file, Path temporary) throws SQLException {
        execute("SET memory_limit = '" + MEMORY_LIMIT + "'");
        execute("SET threads = 2");
        execute("SET temp_directory = " + DuckTypes.literal(temporary.toString()));
        execute("SET GLOBAL TimeZone = 'UTC'");
        execute(
                "ATTACH "
                        + DuckTypes.literal(file.toString())
                        + " AS "
                        + HistoryStore.CATALOG
                        + " (READ_ONLY)");
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = requireNonNull(root).createStatement()) {
            statement.execute(sql);
        }
    }

    /**
     * A table of the history and how its rows are sorted.
     *
     * @param orderColumn the column whose greatest value each run names; null when there is none
     */
    public record Table(HistoryMark mark, @Nullable String orderColumn) {}

    /** What one table of the history holds, as of its mark. */
    public record Contents(long runs, long rows) {}

    /** Changes nothing: asks only whether all is there. */
    @Override
    public void restore(Collection<HistoryMark> marks) {
        for (HistoryMark mark : marks) {
            requireWhole(mark);
        }
    }

    private void requireWhole(HistoryMark mark) {
        if (mark.kept() == 0) {
            return;
        }
        if (root == null) {
            throw HistoryStore.corrupt(mark, "the file is missing");
        }
        try {
            HistoryStore.requireWhole(root, mark);
        } catch (SQLException e) {
            throw corrupt("the history of " + mark.store() + " cannot be read", e);
        }
    }

    @Override
    public Supplier<@Nullable Batch> scan(HistoryMark mark, Schema schema, int... columns) {
        return store.scan(mark, schema, columns);
    }

    /**
     * Reads all rows and columns of a table: its runs follow each other, each has as many rows as
     * it says, with the numbers it says, each number once, and no event time behind the one it
     * says.
     *
     * @throws TidemillException HISTORY_CORRUPT
     */
    public Contents readAll(Table table) {
        HistoryMark mark = table.mark();
        requireWhole(mark);
        if (root == null) {
            return new Contents(0, 0);
        }
        try {
            readWhatIsCut(mark);
            if (mark.kept() == 0) {
                return new Contents(0, 0);
            }
            List<HistoryStore.Run> kept = new ArrayList<>();
            for (HistoryStore.Run run : HistoryStore.runs(root, mark)) {
                if (run.endRow() > mark.firstRow()) {
                    kept.add(run);
                }
            }
            for (HistoryStore.Run run : kept) {
                requireRun(table, run);
            }
            readEveryColumn(mark);
            return new Contents(kept.size(), mark.kept());
        } catch (SQLException e) {
            throw corrupt("the history of " + mark.store() + " cannot be read", e);
        }
    }

    /** A recovery looks for runs behind the mark, in rows that nobody else may read any more. */
    private void readWhatIsCut(HistoryMark mark) throws SQLException {
        DuckDBConnection file = requireNonNull(root);
        if (mark.runs() == 0 || !HistoryStore.stores(file).contains(mark.store())) {
            return;
        }
        try (Statement statement = file.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "SELECT max("
                                        + HistoryStore.RUN
                                        + ") FROM "
                                        + HistoryStore.table(mark.store())
                                        + " WHERE "
                                        + HistoryStore.RUN
                                        + " > "
                                        + mark.runs())) {
            rows.next();
        }
    }

    private void requireRun(Table table, HistoryStore.Run run) throws SQLException {
        String greatest =
                table.orderColumn() == null
                        ? "NULL"
                        : "epoch_us(max(" + DuckTypes.quoted(table.orderColumn()) + "))";
        String row = HistoryStore.ROW;
        String sql =
                "SELECT count(*), count(DISTINCT %s), min(%s), max(%s), %s FROM %s WHERE %s = %d"
                        .formatted(
                                row,
                                row,
                                row,
                                greatest,
                                HistoryStore.table(table.mark().store()),
                                HistoryStore.RUN,
                                run.number());
        try (Statement statement = requireNonNull(root).createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            String found =
                    "%d rows, %d of them distinct, from %s to %s, up to %s"
                            .formatted(
                                    rows.getLong(1),
                                    rows.getLong(2),
                                    rows.getString(3),
                                    rows.getString(4),
                                    rows.getString(5));
            String wanted =
                    "%d rows, %d of them distinct, from %d to %d, up to %s"
                            .formatted(
                                    run.rows(),
                                    run.rows(),
                                    run.firstRow(),
                                    run.endRow() - 1,
                                    run.greatest());
            if (!found.equals(wanted)) {
                throw HistoryStore.corrupt(
                        table.mark(), "run " + run.number() + " has " + found + ", not " + wanted);
            }
        }
    }

    /** DuckDB compares a block's checksum when it reads it, so all of them are read. */
    private void readEveryColumn(HistoryMark mark) throws SQLException {
        execute("SELECT bit_xor(hash(t)) FROM " + HistoryStore.table(mark.store()) + " t");
    }

    private static TidemillException corrupt(String what, SQLException e) {
        return new TidemillException(
                        ErrorCode.HISTORY_CORRUPT,
                        what + ": " + String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
                        e)
                .withHint("put the data folder back from a backup; nothing is guessed");
    }

    @Override
    public void close() {
        try {
            if (root != null) {
                root.close();
            }
        } catch (SQLException e) {
            throw new TidemillException(ErrorCode.INTERNAL, "The query engine did not stop", e);
        }
    }

    /** Doors of a file that nobody writes. */
    private final class ReadOnlyDoors implements HistoryStore.Doors {
        @Override
        public DuckDBConnection connect() throws SQLException {
            if (root == null) {
                throw new SQLException("there is no history");
            }
            return root.duplicate();
        }

        @Override
        public void failed() {
            // Whoever reads the file is told, and opens it again.
        }

        @Override
        public void withPin(PinnedTables pin, HistoryStore.PinnedWork work) {
            throw new IllegalStateException("the history is open for reading only");
        }

        @Override
        public void keepingOpen(HistoryStore.FileWork work, Path file) throws IOException {
            work.run(HistoryStore.files(file));
        }
    }
}
