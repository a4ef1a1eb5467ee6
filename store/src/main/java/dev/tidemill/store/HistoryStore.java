package dev.tidemill.store;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.ColumnBuilder;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.engine.circuit.TableSnapshot;
import dev.tidemill.engine.history.History;
import dev.tidemill.engine.history.HistoryMark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDataChunkReader;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rows of append-only tables that have left memory, in one DuckDB file. A table's rows come in runs
 * of many, each sorted by its event time and written in one transaction, with the rows' numbers.
 *
 * <p>What of the file belongs to a tick is said by the tick's {@link HistoryMark}: readers look at
 * the runs that it names and at no others, so a run that is written while they read, or that was
 * written before a crash and is not in the recovered state, is not there for them.
 *
 * <p>One thread writes; reading is safe for all threads.
 */
public final class HistoryStore implements History {
    private static final Logger LOG = LoggerFactory.getLogger(HistoryStore.class);
    static final String CATALOG = "history";
    static final String RUN = "\"tidemill run\"";
    static final String ROW = "\"tidemill row\"";

    /** Rows that are read at once. */
    private static final int CHUNK_ROWS = 65_536;

    /** Rows that are read first, as it is not known how long they are. */
    private static final int FIRST_ROWS = 1024;

    /** What the rows that are read together take, about: a part of the heap. */
    private static final long CHUNK_BYTES =
            Math.max(1L << 20, Runtime.getRuntime().maxMemory() / 128);

    static final String RUNS = CATALOG + ".main.tidemill_runs";

    /** The numbers of rows that a copy leaves out, while it is made. */
    private static final String GONE = "temp.main.tidemill_gone";

    /** A row's number in a copy. */
    private static final String NUMBER = "\"tidemill number\"";

    private static final int NUMBERS_AT_ONCE = 1000;

    /** So long rows are asked for again while queries have all of the engine's memory. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private static final long AGAIN_MILLIS = 100;

    private final Doors doors;

    /** What the history needs of the query engine, which may be another one after a failure. */
    interface Doors {
        DuckDBConnection connect() throws SQLException;

        /** Something failed: an engine that is broken is replaced. */
        void failed();

        /** Lets the scan function find a pin while the work is done. */
        void withPin(PinnedTables pin, PinnedWork work) throws SQLException;

        /** Keeps the query engine from being replaced while the work is done. */
        void keepingOpen(FileWork work, Path file) throws IOException;
    }

    /** Reads files that nobody changes meanwhile. */
    public interface FileWork {
        /**
         * The history's file, and its log when there is one.
         *
         * @throws IOException as reading or copying them did
         */
        void run(List<Path> files) throws IOException;
    }

    /** Work with a pin, by its number. */
    interface PinnedWork {
        void run(long pin) throws SQLException;
    }

    HistoryStore(Doors doors) {
        this.doors = doors;
    }

    /**
     * A run of a table.
     *
     * @param rows how many, the dropped ones included
     * @param greatest its greatest event time in microseconds; null when it has none
     */
    public record Run(long number, long firstRow, long rows, @Nullable Long greatest) {
        /** The number of the first row behind it. */
        public long endRow() {
            return firstRow + rows;
        }
    }

    private static String table(HistoryMark mark) {
        return table(mark.store());
    }

    /**
     * The table that holds a table's runs, quoted and with its catalog. DuckDB does not tell names
     * apart by their case, so capitals are marked.
     */
    static String table(String store) {
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < store.length(); i++) {
            char c = store.charAt(i);
            boolean capital = c >= 'A' && c <= 'Z';
            name.append(capital || c == '^' ? "^" : "");
            name.append(capital ? (char) (c - 'A' + 'a') : c);
        }
        return CATALOG + ".main." + DuckTypes.quoted(name.toString());
    }

    /**
     * Makes the file hold of these tables what a recovered state says: runs that were written
     * behind it go. Tables that no mark names stay until {@link #removeDropped}: the checkpoint may
     * have them all the same, for a start with more memory, or another release, than this one.
     *
     * @throws TidemillException HISTORY_CORRUPT when rows of the state are not in the file
     */
    @Override
    public void restore(Collection<HistoryMark> marks) {
        Map<String, HistoryMark> wanted = new HashMap<>();
        marks.forEach(mark -> wanted.put(mark.store(), mark));
        inTransaction(
                "recover",
                connection -> {
                    execute(
                            connection,
                            "CREATE TABLE IF NOT EXISTS "
                                    + RUNS
                                    + " (store VARCHAR, run BIGINT, first_row BIGINT, rows BIGINT,"
                                    + " greatest BIGINT)");
                    for (String store : stores(connection)) {
                        HistoryMark mark = wanted.get(store);
                        if (mark == null) {
                            continue;
                        }
                        if (mark.runs() == 0) {
                            remove(connection, store);
                        } else {
                            cutTo(connection, mark);
                        }
                    }
                    for (HistoryMark mark : marks) {
                        requireWhole(connection, mark);
                    }
                });
    }

    static List<String> stores(Connection connection) throws SQLException {
        List<String> stores = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT DISTINCT store FROM " + RUNS)) {
            while (rows.next()) {
                stores.add(rows.getString(1));
            }
        }
        return stores;
    }

    private static void remove(Connection connection, String store) throws SQLException {
        execute(connection, "DROP TABLE IF EXISTS " + table(store));
        execute(connection, "DELETE FROM " + RUNS + " WHERE store = " + DuckTypes.literal(store));
    }

    private static void cutTo(Connection connection, HistoryMark mark) throws SQLException {
        execute(connection, "DELETE FROM " + table(mark) + " WHERE " + RUN + " > " + mark.runs());
        execute(
                connection,
                "DELETE FROM "
                        + RUNS
                        + " WHERE store = "
                        + DuckTypes.literal(mark.store())
                        + " AND run > "
                        + mark.runs());
    }

    /**
     * The runs follow each other without a gap up to the mark, and hold as many rows as it says.
     */
    static void requireWhole(Connection connection, HistoryMark mark) throws SQLException {
        if (mark.kept() == 0) {
            return;
        }
        List<Run> runs = runs(connection, mark);
        long next = runs.isEmpty() ? 0 : Math.min(mark.firstRow(), runs.getFirst().firstRow());
        if (!runs.isEmpty() && runs.getFirst().firstRow() > mark.firstRow()) {
            throw corrupt(mark, "its runs begin at row " + runs.getFirst().firstRow());
        }
        for (Run run : runs) {
            if (run.firstRow() > next) {
                throw corrupt(mark, "rows " + next + " to " + run.firstRow() + " are missing");
            }
            next = run.endRow();
        }
        if (next != mark.rows()) {
            throw corrupt(mark, "it ends at row " + next + ", not at row " + mark.rows());
        }
        long counted =
                number(
                        connection,
                        "SELECT count(*) FROM "
                                + table(mark)
                                + " WHERE "
                                + ROW
                                + " >= "
                                + mark.firstRow()
                                + " AND "
                                + RUN
                                + " <= "
                                + mark.runs());
        if (counted != mark.kept()) {
            throw corrupt(mark, "it holds " + counted + " rows, not " + mark.kept());
        }
    }

    static TidemillException corrupt(HistoryMark mark, String how) {
        return new TidemillException(
                        ErrorCode.HISTORY_CORRUPT,
                        "the history of " + mark.store() + " does not fit the checkpoint: " + how)
                .withHint("put the data folder back from a backup; nothing is guessed");
    }

    /** The runs of a table up to a mark, oldest first; dropped ones may be among them. */
    public List<Run> runs(HistoryMark mark) {
        try (DuckDBConnection connection = doors.connect()) {
            return runs(connection, mark);
        } catch (SQLException e) {
            throw failed("read", e);
        }
    }

    static List<Run> runs(Connection connection, HistoryMark mark) throws SQLException {
        List<Run> runs = new ArrayList<>();
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "SELECT run, first_row, rows, greatest FROM "
                                + RUNS
                                + " WHERE store = ? AND run <= ? ORDER BY run")) {
            statement.setString(1, mark.store());
            statement.setLong(2, mark.runs());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    long greatest = rows.getLong(4);
                    runs.add(
                            new Run(
                                    rows.getLong(1),
                                    rows.getLong(2),
                                    rows.getLong(3),
                                    rows.wasNull() ? null : greatest));
                }
            }
        }
        return runs;
    }

    /**
     * Writes the rows that are sealed behind a mark, as its next run. They are on disk when this
     * returns, and not part of any tick until the mark moves. Writer's thread only.
     *
     * @param orderColumn the column by which to sort them, or -1
     */
    public void append(HistoryMark mark, TableSnapshot sealed, int orderColumn) {
        try (PinnedTables pin = new SealedPin(sealed)) {
            doors.withPin(
                    pin,
                    number ->
                            inTransaction(
                                    "write",
                                    connection ->
                                            append(
                                                    connection,
                                                    number,
                                                    mark,
                                                    sealed.schema(),
                                                    orderColumn)));
        } catch (SQLException e) {
            throw failed("write", e);
        }
    }

    private static void append(
            Connection connection, long pin, HistoryMark mark, Schema schema, int orderColumn)
            throws SQLException {
        long run = mark.runs() + 1;
        if (mark.runs() == 0) {
            // What is there by this name, a crash left behind.
            remove(connection, mark.store());
        }
        int numbers = schema.size() - 1;
        StringBuilder columns = new StringBuilder();
        StringBuilder values = new StringBuilder();
        for (int i = 0; i < numbers; i++) {
            Field field = schema.field(i);
            columns.append(DuckTypes.quoted(field.name()))
                    .append(' ')
                    .append(DuckTypes.sqlName(field.type()))
                    .append(", ");
            values.append(ScanOutput.viewColumn(field, i)).append(", ");
        }
        execute(
                connection,
                "CREATE TABLE IF NOT EXISTS "
                        + table(mark)
                        + " ("
                        + columns
                        + RUN
                        + " INTEGER, "
                        + ROW
                        + " BIGINT)");
        // A run of this number can be there when it was written and the mark did not move.
        cutTo(connection, mark);
        execute(
                connection,
                "INSERT INTO "
                        + table(mark)
                        + " SELECT "
                        + values
                        + run
                        + ", c"
                        + numbers
                        + " FROM "
                        + ScanFunction.NAME
                        + "("
                        + pin
                        + "::BIGINT, '"
                        + SealedPin.NAME
                        + "')"
                        + (orderColumn < 0
                                ? ""
                                : " ORDER BY c" + orderColumn + " NULLS FIRST, c" + numbers));
        note(connection, mark.store(), run, greatest(schema, orderColumn));
    }

    private static String greatest(Schema schema, int orderColumn) {
        return orderColumn < 0
                ? "NULL"
                : "epoch_us(max(" + DuckTypes.quoted(schema.field(orderColumn).name()) + "))";
    }

    /** Says of a run that it is there. */
    private static void note(Connection connection, String store, long run, String greatest)
            throws SQLException {
        execute(
                connection,
                "INSERT INTO "
                        + RUNS
                        + " SELECT "
                        + DuckTypes.literal(store)
                        + ", "
                        + run
                        + ", min("
                        + ROW
                        + "), count(*), "
                        + greatest
                        + " FROM "
                        + table(store)
                        + " WHERE "
                        + RUN
                        + " = "
                        + run);
    }

    /**
     * Copies a table's runs without some of the rows, one run after the other, in one transaction.
     * Writer's thread only.
     *
     * @param store what the copy is called; what is there by that name, a crash left behind
     * @param orderColumn the column by which to sort each run, or -1
     * @param gone numbers of the rows that are left out
     * @return what the copy holds, its rows numbered from 0
     */
    public HistoryMark copyWithout(
            HistoryMark from, String store, Schema schema, int orderColumn, long[] gone) {
        AtomicReference<HistoryMark> copied =
                new AtomicReference<>(new HistoryMark(store, 0, 0, 0));
        inTransaction(
                "copy",
                connection -> {
                    remove(connection, store);
                    collect(connection, gone);
                    execute(
                            connection,
                            "CREATE TABLE "
                                    + table(store)
                                    + " AS SELECT * FROM "
                                    + table(from)
                                    + " LIMIT 0");
                    long rows = 0;
                    for (Run run : runs(connection, from)) {
                        if (run.endRow() > from.firstRow()) {
                            rows += copy(connection, from, store, schema, orderColumn, run, rows);
                        }
                    }
                    execute(connection, "DROP TABLE " + GONE);
                    if (rows == 0) {
                        remove(connection, store);
                    } else {
                        copied.set(new HistoryMark(store, from.runs(), rows, 0));
                    }
                });
        return requireNonNull(copied.get());
    }

    private static void collect(Connection connection, long[] numbers) throws SQLException {
        execute(connection, "CREATE TEMP TABLE tidemill_gone (gone BIGINT)");
        for (int from = 0; from < numbers.length; from += NUMBERS_AT_ONCE) {
            int to = Math.min(numbers.length, from + NUMBERS_AT_ONCE);
            StringBuilder values = new StringBuilder("INSERT INTO " + GONE + " VALUES ");
            for (int i = from; i < to; i++) {
                values.append(i == from ? "(" : ", (").append(numbers[i]).append(')');
            }
            execute(connection, values.toString());
        }
    }

    /** Copies a run; returns how many rows of it stayed. */
    private static long copy(
            Connection connection,
            HistoryMark from,
            String store,
            Schema schema,
            int orderColumn,
            Run run,
            long firstRow)
            throws SQLException {
        StringBuilder columns = new StringBuilder();
        for (Field field : schema.fields()) {
            columns.append(DuckTypes.quoted(field.name())).append(", ");
        }
        String sorted =
                orderColumn < 0
                        ? ""
                        : DuckTypes.quoted(schema.field(orderColumn).name()) + " NULLS FIRST, ";
        execute(
                connection,
                "INSERT INTO "
                        + table(store)
                        + " SELECT "
                        + columns
                        + RUN
                        + ", "
                        + NUMBER
                        + " FROM (SELECT *, "
                        + (firstRow - 1)
                        + " + row_number() OVER (ORDER BY "
                        + ROW
                        + ") AS "
                        + NUMBER
                        + " FROM "
                        + table(from)
                        + " WHERE "
                        + RUN
                        + " = "
                        + run.number()
                        + " AND "
                        + ROW
                        + " >= "
                        + from.firstRow()
                        + " AND "
                        + ROW
                        + " NOT IN (SELECT gone FROM "
                        + GONE
                        + ")) ORDER BY "
                        + sorted
                        + NUMBER);
        String copied =
                "SELECT count(*) FROM " + table(store) + " WHERE " + RUN + " = " + run.number();
        long rows = number(connection, copied);
        if (rows > 0) {
            note(connection, store, run.number(), greatest(schema, orderColumn));
        }
        return rows;
    }

    /** What the file has rows of, whether a tick has them or not. */
    public Set<String> tables() {
        try (DuckDBConnection connection = doors.connect()) {
            return Set.copyOf(stores(connection));
        } catch (SQLException e) {
            throw failed("read", e);
        }
    }

    /**
     * Removes rows from the disk that are dropped as of these marks, and tables without one. Only
     * when no recovery can go back before the marks. Writer's thread only.
     */
    public void removeDropped(Collection<HistoryMark> marks) {
        Map<String, HistoryMark> kept = new HashMap<>();
        marks.forEach(mark -> kept.put(mark.store(), mark));
        inTransaction(
                "remove dropped rows of",
                connection -> {
                    for (String store : stores(connection)) {
                        HistoryMark mark = kept.get(store);
                        if (mark == null) {
                            remove(connection, store);
                        } else if (mark.firstRow() > 0) {
                            removeDropped(connection, mark);
                        }
                    }
                });
    }

    private static void removeDropped(Connection connection, HistoryMark mark) throws SQLException {
        String gone =
                " WHERE store = "
                        + DuckTypes.literal(mark.store())
                        + " AND first_row + rows <= "
                        + mark.firstRow();
        if (number(connection, "SELECT count(*) FROM " + RUNS + gone) == 0) {
            return;
        }
        execute(
                connection,
                "DELETE FROM " + table(mark) + " WHERE " + ROW + " < " + mark.firstRow());
        execute(connection, "DELETE FROM " + RUNS + gone);
    }

    /**
     * Has the files of the history read while they are at rest. Writer's thread only, since nobody
     * else changes them.
     *
     * @param file the history's file
     */
    public void readAtRest(Path file, FileWork work) throws IOException {
        try (DuckDBConnection connection = doors.connect()) {
            execute(connection, "CHECKPOINT " + CATALOG);
        } catch (SQLException e) {
            // Then the log holds what the file lacks, and both are at rest all the same.
            LOG.debug("no checkpoint of the history", e);
        }
        doors.keepingOpen(work, file);
    }

    /** The files that a history has: its own, and its log when there is one. */
    public static List<Path> files(Path file) {
        return Stream.of(file, file.resolveSibling(file.getFileName() + ".wal"))
                .filter(Files::exists)
                .toList();
    }

    @Override
    public Supplier<@Nullable Batch> scan(HistoryMark mark, Schema schema, int... columns) {
        long[] at = {mark.firstRow()};
        long[] step = {Math.min(FIRST_ROWS, CHUNK_ROWS)};
        return () -> {
            if (at[0] >= mark.rows()) {
                return null;
            }
            long from = at[0];
            at[0] = Math.min(mark.rows(), from + step[0]);
            Batch rows = read(mark, schema, columns, from, at[0]);
            step[0] = nextRows(rows);
            return rows;
        };
    }

    /** About as many rows as fit the bytes of a chunk, told from those of the last one. */
    private static long nextRows(Batch rows) {
        long fitting = CHUNK_BYTES * rows.size() / Math.max(1, rows.bytes());
        return Math.clamp(Math.min(fitting, rows.size() * 16L), 1, CHUNK_ROWS);
    }

    /**
     * Queries share the engine's memory. They end, so that rows which find none are asked for
     * again; who reads them here must not fail for what others asked.
     */
    private Batch read(HistoryMark mark, Schema schema, int[] columns, long from, long to) {
        long until = System.nanoTime() + PATIENCE_NANOS;
        while (true) {
            try {
                return readOnce(mark, schema, columns, from, to);
            } catch (SQLException e) {
                if (!isOutOfMemory(e) || System.nanoTime() - until > 0 || !pause()) {
                    throw failed("read", e);
                }
            }
        }
    }

    private static boolean isOutOfMemory(SQLException e) {
        return String.valueOf(e.getMessage()).contains("Out of Memory Error");
    }

    /** False when the thread is to end. */
    private static boolean pause() {
        try {
            Thread.sleep(AGAIN_MILLIS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Batch readOnce(HistoryMark mark, Schema schema, int[] columns, long from, long to)
            throws SQLException {
        List<ResultColumn> results = new ArrayList<>();
        StringBuilder sql = new StringBuilder("SELECT ");
        for (int column : columns) {
            Field field = schema.field(column);
            ResultColumn result = stored(field);
            sql.append(numbered(field, result)).append(", ");
            results.add(result);
        }
        sql.append("1 FROM ").append(table(mark));
        sql.append(" WHERE ").append(ROW).append(" >= ").append(from);
        sql.append(" AND ").append(ROW).append(" < ").append(to);
        sql.append(" AND ").append(RUN).append(" <= ").append(mark.runs());
        sql.append(" ORDER BY ").append(ROW);
        Schema wanted = schema.select(columns);
        ColumnBuilder[] builders = new ColumnBuilder[columns.length];
        for (int i = 0; i < builders.length; i++) {
            builders[i] = ColumnBuilder.of(wanted.type(i), (int) (to - from));
        }
        int rows = 0;
        try (DuckDBConnection connection = doors.connect();
                var statement = connection.prepare(sql.toString());
                ResultChunks chunks = ResultChunks.of(statement)) {
            DuckDBDataChunkReader chunk;
            while ((chunk = chunks.next()) != null) {
                int count = (int) chunk.rowCount();
                for (int i = 0; i < builders.length; i++) {
                    long ignored = results.get(i).append(chunk.vector(i), count, builders[i]);
                }
                rows += count;
            }
        }
        if (rows != to - from) {
            throw new TidemillException(
                            ErrorCode.HISTORY_FAILED,
                            "of rows %d to %d of %s only %d are on disk"
                                    .formatted(from, to, mark.store(), rows))
                    .withHint("nothing is left out silently; see that the data folder is whole");
        }
        Column[] built = new Column[builders.length];
        for (int i = 0; i < built.length; i++) {
            built[i] = builders[i].build();
        }
        return new Batch(wanted, built, rows, null);
    }

    /** Times are read as their numbers, which needs no object for each. */
    private static ResultColumn stored(Field field) {
        return switch (DuckTypes.sqlName(field.type())) {
            case "DATE" -> ResultColumn.of(field.name(), "INTEGER");
            case "TIMESTAMP", "TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ" ->
                    ResultColumn.of(field.name(), "BIGINT");
            default ->
                    new ResultColumn(field.name(), DuckTypes.sqlName(field.type()), field.type());
        };
    }

    private static String numbered(Field field, ResultColumn result) {
        String name = DuckTypes.quoted(field.name());
        if (field.type().isTimestamp()) {
            return "epoch_us(" + name + ")";
        }
        return result.duckType().equals("INTEGER")
                ? "CAST(" + (isDate(field) ? name + " - DATE '1970-01-01'" : name) + " AS INTEGER)"
                : result.cast(name);
    }

    private static boolean isDate(Field field) {
        return field.type() == dev.tidemill.algebra.type.Type.DATE;
    }

    /** Something done in one transaction. */
    private interface Work {
        void run(Connection connection) throws SQLException;
    }

    private void inTransaction(String what, Work work) {
        try (DuckDBConnection connection = doors.connect()) {
            // By a statement: the driver begins one of its own too late.
            execute(connection, "BEGIN TRANSACTION");
            try {
                work.run(connection);
                execute(connection, "COMMIT");
            } catch (SQLException | RuntimeException e) {
                rollBack(connection, e);
                throw e;
            }
        } catch (SQLException e) {
            throw failed(what, e);
        }
    }

    private static void rollBack(Connection connection, Exception cause) {
        try {
            execute(connection, "ROLLBACK");
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private TidemillException failed(String what, SQLException e) {
        doors.failed();
        return new TidemillException(
                        ErrorCode.HISTORY_FAILED,
                        "could not " + what + " the history: " + firstLine(e),
                        e)
                .withHint("see that the disk of the data folder has room and works");
    }

    private static String firstLine(SQLException e) {
        return requireNonNull(String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
    }
}
