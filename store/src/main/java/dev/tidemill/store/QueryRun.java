package dev.tidemill.store;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.ColumnBuilder;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.circuit.IndexedRows;
import dev.tidemill.engine.circuit.TableSnapshot;
import java.sql.ParameterMetaData;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDataChunkReader;
import org.duckdb.DuckDBPreparedStatement;
import org.jspecify.annotations.Nullable;

/** One question on one engine: checked, bound to its pin, run and read. Owned by one thread. */
final class QueryRun {
    /** What a streamed batch has, about, when its rows are like those before. */
    private static final long STREAM_BYTES = 4L << 20;

    private static final int STREAM_ROWS_FIRST = 64;
    private static final int STREAM_ROWS_MAX = 1024;

    /** Rows of an image that are read rather than looked up. */
    private static final long IMAGE_ROWS_READ = 200_000;

    private final DuckInstance duck;
    private final Question question;
    private final QueryPin pin;
    private final Deadline deadline;

    /** Lines that were put before the user's text. */
    private int linesBefore;

    QueryRun(DuckInstance duck, Question question, QueryPin pin, Deadline deadline) {
        this.duck = duck;
        this.pin = pin;
        this.question = question;
        this.deadline = deadline;
    }

    /** What is done with the rows of a statement. */
    @FunctionalInterface
    private interface Reading<T> {
        T of(DuckDBPreparedStatement statement, List<ResultColumn> columns) throws SQLException;
    }

    /**
     * @param pinId under which the engine's scans find the pin
     * @throws TidemillException whatever went wrong, as the user may see it
     */
    QueryResult answer(long pinId) {
        // What the program asks is to be told of the rows themselves: verify compares them.
        try (ImageReads images = new ImageReads(question.trusted() ? null : duck.images());
                SessionUse session = new SessionUse(duck.session())) {
            QueryResult result = answer(pinId, session.used, images);
            session.answered = isWholeAnswer(result);
            return result;
        } catch (SQLException | RuntimeException e) {
            throw translated(e);
        }
    }

    /**
     * Gives the rows to a stream, which is told the end by the caller.
     *
     * @param pinId under which the engine's scans find the pin
     * @throws TidemillException whatever went wrong, as the user may see it
     */
    void stream(long pinId, RowStream to) {
        try (ImageReads images = new ImageReads(question.trusted() ? null : duck.images());
                SessionUse session = new SessionUse(duck.session())) {
            DuckDBConnection connection = session.used.connection();
            SqlGuard.Checked checked = checked(connection);
            duck.begin(session.used, pinId, pin, tables(checked), images);
            long _ = selected(connection, (statement, columns) -> copy(statement, columns, to));
            session.answered = isUntouched();
        } catch (SQLException | RuntimeException e) {
            throw translated(e);
        }
    }

    /** The use of a session, which is left to the next query only after a whole answer. */
    private final class SessionUse implements AutoCloseable {
        private final QuerySession used;
        private boolean answered;

        SessionUse(QuerySession used) {
            this.used = used;
        }

        @Override
        public void close() throws SQLException {
            if (answered) {
                duck.leave(used);
            } else {
                used.close();
            }
        }
    }

    private QueryResult answer(long pinId, QuerySession session, ImageReads images)
            throws SQLException {
        DuckDBConnection connection = session.connection();
        SqlGuard.Checked checked = checked(connection);
        Set<String> tables = tables(checked);
        RowCount count = checked == null ? null : checked.count();
        if (count != null && question.mode() == QueryMode.ANSWER) {
            return counted(count, tables.iterator().next());
        }
        duck.begin(session, pinId, pin, tables, images);
        return switch (question.mode()) {
            case ANSWER -> selected(connection, this::read);
            case DESCRIBE -> described(connection);
            case EXPLAIN, EXPLAIN_JSON, ANALYZE, ANALYZE_JSON -> explain(connection);
        };
    }

    /** The tables that it reads; all of them for what the program wrote itself. */
    private Set<String> tables(SqlGuard.@Nullable Checked checked) {
        Set<String> tables = checked == null ? question.pin().names() : checked.tables();
        long rows = 0;
        for (String table : checked == null ? Set.<String>of() : tables) {
            rows += question.pin().table(table).rows();
        }
        question.asked().reads(question.pin().tick(), tables, rows);
        return tables;
    }

    /** Whether nothing of the query is left in its connection, not even a wish to stop it. */
    private boolean isWholeAnswer(QueryResult result) {
        return !result.truncated() && isUntouched();
    }

    /** Whether the query was neither stopped nor of a kind whose connection is not used again. */
    private boolean isUntouched() {
        return question.mode() == QueryMode.ANSWER
                && !question.trusted()
                && !deadline.isOver()
                && !duck.isRetired();
    }

    private <T> T selected(DuckDBConnection connection, Reading<T> reading) throws SQLException {
        try (DuckDBPreparedStatement first = connection.prepare(question.sql())) {
            List<ResultColumn> columns = columns(first.getMetaData());
            if (columns.stream().allMatch(ResultColumn::isReadable)) {
                return reading.of(first, columns);
            }
            linesBefore = 1;
            try (DuckDBPreparedStatement cast =
                    connection.prepare(castSql(question.sql(), columns))) {
                return reading.of(cast, columns);
            }
        }
    }

    private QueryResult described(DuckDBConnection connection) throws SQLException {
        try (DuckDBPreparedStatement statement = connection.prepare(question.sql())) {
            ParameterMetaData parameters = statement.getParameterMetaData();
            List<Type> types = new ArrayList<>();
            for (int i = 1; i <= parameters.getParameterCount(); i++) {
                types.add(DuckTypes.fromDuck(parameters.getParameterTypeName(i)));
            }
            Batch shape = new QueryShape(schema(columns(statement.getMetaData())), types).batch();
            return result(shape.schema(), List.of(shape), shape.size(), false);
        }
    }

    private QueryResult explain(DuckDBConnection connection) throws SQLException {
        linesBefore = 1;
        String sql = question.mode().prefix() + "\n" + question.sql();
        // The profile of a statement that was prepared before is the EXECUTE alone.
        try (DuckDBPreparedStatement statement =
                connection.createStatement().unwrap(DuckDBPreparedStatement.class)) {
            Deadline.Watch watching = deadline.watch(statement, duck::isRetired);
            try (ResultSet rows = statement.executeQuery(sql)) {
                StringBuilder json = new StringBuilder();
                while (rows.next()) {
                    json.append(rows.getString(2));
                }
                ProfileTree tree = ProfileTree.read(json.toString(), pin.accesses());
                Batch operators = question.mode().isDocument() ? tree.document() : tree.rows();
                return result(operators.schema(), List.of(operators), operators.size(), false);
            } finally {
                watching.end();
            }
        }
    }

    private QueryResult result(Schema schema, List<Batch> batches, long rows, boolean truncated) {
        return new QueryResult(
                question.pin().tick(),
                question.pin().nowMicros(),
                schema,
                batches,
                rows,
                truncated,
                deadline.elapsedNanos());
    }

    private TidemillException translated(Exception e) {
        TidemillException error = DuckErrors.translate(e, question.sql(), linesBefore);
        boolean stopped = error.errorCode() == ErrorCode.QUERY_CANCELLED;
        return stopped && !(e instanceof TidemillException) ? stopped() : error;
    }

    /** By its caller, by its time limit, or because the engine broke. */
    private TidemillException stopped() {
        return duck.isRetired() && !deadline.isOver() ? DuckErrors.lost(null) : deadline.error();
    }

    /** How many rows the table has in the tick. */
    private QueryResult counted(RowCount count, String table) {
        Schema schema = new Schema(List.of(Field.of(count.label(), Type.BIGINT)));
        ColumnBuilder rows = ColumnBuilder.of(Type.BIGINT, 1);
        rows.appendLong(question.pin().table(table).rows());
        Batch answer = new Batch(schema, new Column[] {rows.build()}, 1, null);
        question.asked().answered(1, Long.BYTES);
        return result(schema, List.of(answer), 1, false);
    }

    /** What the guard says; null for what the program wrote itself, which may read all. */
    private SqlGuard.@Nullable Checked checked(DuckDBConnection connection) throws SQLException {
        Set<String> names = question.pin().names();
        if (question.trusted()) {
            return null;
        }
        if (question.mode() == QueryMode.DESCRIBE) {
            String tree = DuckInstance.tree(connection, question.sql());
            return SqlGuard.checkShape(question.sql(), tree, names, duck::isKnownFunction);
        }
        SqlGuard.Checked checked = duck.checkedQueries().find(question.sql(), names);
        if (checked == null) {
            String tree = DuckInstance.tree(connection, question.sql());
            checked = SqlGuard.check(question.sql(), tree, names, duck::isKnownFunction);
            duck.checkedQueries().keep(question.sql(), names, checked);
        }
        checked.predicates().forEach(this::narrow);
        return checked;
    }

    /** A small image is read as soon as a view that looks rows up would be made in its place. */
    private boolean isQuicklyRead(String name, TableSnapshot table) {
        return table.rows() <= IMAGE_ROWS_READ && duck.images().has(name, table);
    }

    /** Rows that the query asks for by their key, or by an index, are looked up. */
    private void narrow(KeyPredicates predicates) {
        for (String name : pin.names()) {
            if (name.equalsIgnoreCase(predicates.table())) {
                TableSnapshot table = question.pin().table(name);
                if (isQuicklyRead(name, table)) {
                    continue;
                }
                KeyedRows byKey = KeyedRows.of(table, predicates);
                IndexedRows byIndex = byKey == null ? IndexChoice.rows(table, predicates) : null;
                if (byKey != null) {
                    pin.narrow(TableAccess.byKey(name, byKey.rows()), byKey);
                } else if (byIndex != null) {
                    pin.narrow(TableAccess.byIndex(name, byIndex), byIndex);
                }
            }
        }
    }

    private static List<ResultColumn> columns(ResultSetMetaData meta) throws SQLException {
        List<ResultColumn> columns = new ArrayList<>();
        for (int i = 1; i <= meta.getColumnCount(); i++) {
            columns.add(ResultColumn.of(meta.getColumnLabel(i), meta.getColumnTypeName(i)));
        }
        return columns;
    }

    /** The query, on lines of its own, within one that casts what the driver cannot read. */
    private static String castSql(String sql, List<ResultColumn> columns) {
        StringBuilder selected = new StringBuilder("SELECT ");
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < columns.size(); i++) {
            String separator = i == 0 ? "" : ", ";
            String cast = columns.get(i).cast("c" + i).replace('\n', ' ');
            selected.append(separator).append(cast);
            names.append(separator).append("c").append(i);
        }
        String bare = sql.strip();
        while (bare.endsWith(";")) {
            bare = bare.substring(0, bare.length() - 1).stripTrailing();
        }
        return selected + " FROM (\n" + bare + "\n) AS q(" + names + ")";
    }

    private static Schema schema(List<ResultColumn> columns) {
        return new Schema(
                columns.stream().map(column -> Field.of(column.name(), column.type())).toList());
    }

    private QueryResult read(DuckDBPreparedStatement statement, List<ResultColumn> columns)
            throws SQLException {
        Schema schema = schema(columns);
        Deadline.Watch watching = deadline.watch(statement, duck::isRetired);
        List<Batch> batches = new ArrayList<>();
        long rows = 0;
        long bytes = 0;
        boolean truncated = false;
        try (ResultChunks chunks = ResultChunks.of(statement)) {
            DuckDBDataChunkReader chunk;
            while (!truncated && (chunk = chunks.next()) != null) {
                long room = question.limits().rowsMax() - rows;
                int count = (int) Math.min(room, chunk.rowCount());
                truncated = chunk.rowCount() > room;
                Chunk read = Chunk.of(schema, columns, chunk, 0, count);
                bytes += read.bytes();
                requireRoom(bytes);
                batches.add(read.rows());
                rows += count;
                question.asked().answered(rows, bytes);
                if (isStopped()) {
                    throw stopped();
                }
            }
        } finally {
            watching.end();
        }
        return result(schema, batches, rows, truncated);
    }

    /** How many rows were given. */
    private long copy(DuckDBPreparedStatement statement, List<ResultColumn> columns, RowStream to)
            throws SQLException {
        Schema schema = schema(columns);
        Deadline.Watch watching = deadline.watch(statement, duck::isRetired);
        long rows = 0;
        long bytes = 0;
        int step = STREAM_ROWS_FIRST;
        try (ResultChunks chunks = ResultChunks.of(statement)) {
            DuckDBDataChunkReader chunk;
            to.begin(new RowStream.Head(question.pin().tick(), schema));
            while ((chunk = chunks.next()) != null) {
                int count = (int) chunk.rowCount();
                int end;
                for (int from = 0; from < count; from = end) {
                    end = Math.min(count, from + step);
                    Chunk read = Chunk.of(schema, columns, chunk, from, end);
                    rows += end - from;
                    bytes += read.bytes();
                    step = read.nextStep();
                    question.asked().answered(rows, bytes);
                    if (!to.put(read.rows(), this::isStopped)) {
                        throw stopped();
                    }
                }
            }
        } finally {
            watching.end();
        }
        return rows;
    }

    private boolean isStopped() {
        return deadline.isOver() || duck.isRetired();
    }

    /**
     * Rows that were read at once.
     *
     * @param bytes what they take, about
     */
    private record Chunk(Batch rows, long bytes) {
        static Chunk of(
                Schema schema,
                List<ResultColumn> columns,
                DuckDBDataChunkReader chunk,
                int from,
                int to)
                throws SQLException {
            int count = to - from;
            Column[] built = new Column[columns.size()];
            long bytes = 0;
            for (int i = 0; i < built.length; i++) {
                ColumnBuilder builder = ColumnBuilder.of(columns.get(i).type(), count);
                bytes += columns.get(i).append(chunk.vector(i), from, to, builder);
                built[i] = builder.build();
            }
            return new Chunk(new Batch(schema, built, count, null), bytes);
        }

        /**
         * How many rows to stream next: about as many bytes as a batch may have, never far more.
         */
        int nextStep() {
            long fitting = STREAM_BYTES * rows.size() / Math.max(1, bytes);
            return Math.clamp(Math.min(fitting, rows.size() * 2L), 1, STREAM_ROWS_MAX);
        }
    }

    private void requireRoom(long bytes) {
        if (bytes > question.limits().resultBytesMax()) {
            throw new TidemillException(
                            ErrorCode.RESULT_TOO_LARGE,
                            "The result is larger than "
                                    + question.limits().resultBytesMax()
                                    + " bytes")
                    .withHint("Select fewer columns or rows");
        }
    }
}
