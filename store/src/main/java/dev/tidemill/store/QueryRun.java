package dev.tidemill.store;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.ColumnBuilder;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import org.duckdb.DuckDBChunkedResult;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDataChunkReader;
import org.duckdb.DuckDBPreparedStatement;

/** One question on one engine: checked, bound to its pin, run and read. Owned by one thread. */
final class QueryRun {
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

    /**
     * @param pinId under which the engine's scans find the pin
     * @throws TidemillException whatever went wrong, as the user may see it
     */
    QueryResult answer(long pinId) {
        try (DuckDBConnection connection = duck.connect()) {
            Set<String> tables = tables(connection);
            question.asked().reads(question.pin().tick(), tables);
            duck.begin(connection, pinId, pin, tables);
            if (question.mode() != QueryMode.ANSWER) {
                return explain(connection);
            }
            try (DuckDBPreparedStatement first = connection.prepare(question.sql())) {
                List<ResultColumn> columns = columns(first.getMetaData());
                if (columns.stream().allMatch(ResultColumn::isReadable)) {
                    return read(first, columns);
                }
                linesBefore = 1;
                try (DuckDBPreparedStatement cast =
                        connection.prepare(castSql(question.sql(), columns))) {
                    return read(cast, columns);
                }
            }
        } catch (SQLException | RuntimeException e) {
            throw translated(e);
        }
    }

    private QueryResult explain(DuckDBConnection connection) throws SQLException {
        linesBefore = 1;
        String sql = question.mode().prefix() + "\n" + question.sql();
        // The profile of a statement that was prepared before is the EXECUTE alone.
        try (DuckDBPreparedStatement statement =
                connection.createStatement().unwrap(DuckDBPreparedStatement.class)) {
            ScheduledFuture<?> watching = deadline.watch(statement, duck::isRetired);
            try (ResultSet rows = statement.executeQuery(sql)) {
                StringBuilder json = new StringBuilder();
                while (rows.next()) {
                    json.append(rows.getString(2));
                }
                ProfileTree tree = ProfileTree.read(json.toString());
                Batch operators = question.mode().isDocument() ? tree.document() : tree.rows();
                return result(operators.schema(), List.of(operators), operators.size(), false);
            } finally {
                watching.cancel(false);
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

    /** The tables that it reads; all of them for what the program wrote itself. */
    private Set<String> tables(DuckDBConnection connection) throws SQLException {
        Set<String> names = question.pin().names();
        if (question.trusted()) {
            return names;
        }
        SqlGuard.Checked checked = duck.checkedQueries().find(question.sql(), names);
        if (checked == null) {
            String tree = DuckInstance.tree(connection, question.sql());
            checked = SqlGuard.check(question.sql(), tree, names, duck::isKnownFunction);
            duck.checkedQueries().keep(question.sql(), names, checked);
        }
        checked.predicates().forEach(this::narrow);
        return checked.tables();
    }

    /** Rows that the query asks for by their key are looked up. */
    private void narrow(KeyPredicates predicates) {
        for (String name : pin.names()) {
            if (name.equalsIgnoreCase(predicates.table())) {
                KeyedRows rows = KeyedRows.of(question.pin().table(name), predicates);
                if (rows != null) {
                    pin.narrow(name, rows);
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

    private QueryResult read(DuckDBPreparedStatement statement, List<ResultColumn> columns)
            throws SQLException {
        Schema schema =
                new Schema(
                        columns.stream()
                                .map(column -> Field.of(column.name(), column.type()))
                                .toList());
        ScheduledFuture<?> watching = deadline.watch(statement, duck::isRetired);
        List<Batch> batches = new ArrayList<>();
        long rows = 0;
        long bytes = 0;
        boolean truncated = false;
        try (DuckDBChunkedResult chunks = statement.query()) {
            while (!truncated && chunks.nextChunk()) {
                DuckDBDataChunkReader chunk = chunks.chunk();
                long room = question.limits().rowsMax() - rows;
                int count = (int) Math.min(room, chunk.rowCount());
                truncated = chunk.rowCount() > room;
                ColumnBuilder[] builders = new ColumnBuilder[columns.size()];
                Column[] built = new Column[columns.size()];
                for (int i = 0; i < built.length; i++) {
                    builders[i] = ColumnBuilder.of(columns.get(i).type(), count);
                    bytes += columns.get(i).append(chunk.vector(i), count, builders[i]);
                    built[i] = builders[i].build();
                }
                requireRoom(bytes);
                batches.add(new Batch(schema, built, count, null));
                rows += count;
                question.asked().answered(rows, bytes);
                if (deadline.isOver() || duck.isRetired()) {
                    throw stopped();
                }
            }
        } finally {
            watching.cancel(false);
        }
        return result(schema, batches, rows, truncated);
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
