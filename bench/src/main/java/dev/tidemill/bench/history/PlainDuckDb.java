package dev.tidemill.bench.history;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Type;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/** A DuckDB of its own over a file of its own, with the settings of the mill's. */
final class PlainDuckDb implements AutoCloseable {
    private static final long MICROS = 1_000_000;

    private final DuckDBConnection connection;

    PlainDuckDb(Path file, long memoryBytes, int threads) throws SQLException {
        connection =
                DriverManager.getConnection("jdbc:duckdb:" + file).unwrap(DuckDBConnection.class);
        execute("SET memory_limit = '" + (memoryBytes >> 20) + "MiB'");
        execute("SET threads = " + threads);
        execute("SET TimeZone = 'UTC'");
        execute("SET integer_division = true");
        execute("SET default_null_order = 'nulls_last_on_asc_first_on_desc'");
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    void load(BenchTable table) throws SQLException {
        execute(
                "CREATE TABLE "
                        + table.name()
                        + table.schema().fields().stream()
                                .map(PlainDuckDb::column)
                                .collect(Collectors.joining(", ", " (", ")")));
        try (Stream<Batch> batches = table.rows().get();
                DuckDBAppender appender = connection.createAppender(table.name())) {
            for (Batch batch : (Iterable<Batch>) batches::iterator) {
                append(batch, appender);
            }
        }
        execute("CHECKPOINT");
    }

    private static String column(Field field) {
        return field.name()
                + " "
                + (field.type() == Type.TEXT ? "VARCHAR" : field.type().sqlName());
    }

    private static void append(Batch batch, DuckDBAppender appender) throws SQLException {
        for (int row = 0; row < batch.size(); row++) {
            appender.beginRow();
            for (int i = 0; i < batch.schema().size(); i++) {
                append(batch.column(i).value(row), batch.schema().type(i), appender);
            }
            appender.endRow();
        }
    }

    private static void append(@Nullable Object value, Type type, DuckDBAppender appender)
            throws SQLException {
        switch (value) {
            case null -> appender.appendNull();
            case Integer day when type == Type.DATE ->
                    appender.append(java.time.LocalDate.ofEpochDay(day));
            case Integer number -> appender.append(number.intValue());
            case Long micros when type == Type.TIMESTAMP ->
                    appender.append(
                            LocalDateTime.ofEpochSecond(
                                    Math.floorDiv(micros, MICROS),
                                    (int) Math.floorMod(micros, MICROS) * 1000,
                                    ZoneOffset.UTC));
            case Long number -> appender.append(number.longValue());
            case java.math.BigDecimal number -> appender.append(number);
            case String text -> appender.append(text);
            default -> throw new IllegalArgumentException(type.sqlName());
        }
    }

    /** All rows of the answer, as texts. */
    List<List<String>> query(String sql) throws SQLException {
        try (Connection own = connection.duplicate();
                Statement statement = own.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<List<String>> answer = new ArrayList<>();
            int columns = rows.getMetaData().getColumnCount();
            while (rows.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= columns; i++) {
                    row.add(String.valueOf(rows.getObject(i)));
                }
                answer.add(row);
            }
            return answer;
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
