package dev.tidemill.store;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.ColumnBuilder;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.json.Json;
import dev.tidemill.algebra.json.JsonError;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDataChunkReader;
import org.duckdb.DuckDBPreparedStatement;
import org.duckdb.DuckDBReadableVector;
import org.jspecify.annotations.Nullable;

/** The rows of one file, in its order, a few thousand at a time. Owned by one thread. */
public final class ParquetRows implements AutoCloseable {
    private static final String MEMORY_LIMIT = "512MB";

    private final Path file;
    private final List<ResultColumn> columns;
    private final Schema schema;
    private final DuckDBConnection connection;
    private final DuckDBPreparedStatement statement;
    private final ResultChunks chunks;

    private ParquetRows(Path file, DuckDBConnection connection, String source) throws SQLException {
        this.file = file;
        this.connection = connection;
        this.columns = columns(connection, source);
        this.schema =
                new Schema(
                        columns.stream()
                                .map(column -> Field.of(column.name(), column.type()))
                                .toList());
        String selected = String.join(", ", columns.stream().map(ParquetRows::selected).toList());
        this.statement = connection.prepare("SELECT " + selected + " FROM " + source);
        this.chunks = ResultChunks.of(statement);
    }

    /**
     * @param function what reads the file in DuckDB, with a place for its name
     */
    static ParquetRows open(Path file, String function) {
        requireNonNull(file, "file");
        if (!Files.isReadable(file)) {
            throw new TidemillException(
                    ErrorCode.IO_FAILED, "The file " + file + " cannot be read");
        }
        String source = function.formatted(DuckTypes.literal(file.toString()));
        try {
            DuckDBConnection connection = connect();
            try {
                return new ParquetRows(file, connection, source);
            } catch (SQLException | RuntimeException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            throw unreadable(file, e);
        }
    }

    private static TidemillException unreadable(Path file, SQLException e) {
        return new TidemillException(ErrorCode.IO_FAILED, "The file " + file + " cannot be read", e)
                .withDetail(String.valueOf(e.getMessage()));
    }

    private static DuckDBConnection connect() throws SQLException {
        DuckDBConnection connection =
                DriverManager.getConnection("jdbc:duckdb:").unwrap(DuckDBConnection.class);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET memory_limit = '" + MEMORY_LIMIT + "'");
            statement.execute("SET threads = 2");
        }
        return connection;
    }

    private static List<ResultColumn> columns(DuckDBConnection connection, String source)
            throws SQLException {
        List<ResultColumn> columns = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("DESCRIBE SELECT * FROM " + source)) {
            while (rows.next()) {
                columns.add(ResultColumn.of(rows.getString(1), rows.getString(2)));
            }
        }
        return columns;
    }

    /** Casts to what a vector gives without an object per value, where that can be. */
    private static String selected(ResultColumn column) {
        String name = DuckTypes.quoted(column.name());
        Type type = column.type();
        return switch (type.physical()) {
            case BOOL -> name;
            case INT ->
                    type == Type.DATE
                            ? "(" + name + " - DATE '1970-01-01')::INTEGER"
                            : name + "::INTEGER";
            case LONG -> type.isTimestamp() ? "epoch_us(" + name + ")" : name + "::BIGINT";
            case DOUBLE -> name + "::DOUBLE";
            case INT128, BYTES, INTERVAL -> column.cast(name);
        };
    }

    public Schema schema() {
        return schema;
    }

    /**
     * The next rows; null when there are no more.
     *
     * @throws TidemillException IO_FAILED when the file is damaged, TYPE_MISMATCH when a value is
     *     not what its column says
     */
    public @Nullable Batch next() {
        try {
            DuckDBDataChunkReader chunk = chunks.next();
            return chunk == null ? null : batch(chunk);
        } catch (SQLException e) {
            throw unreadable(file, e);
        }
    }

    private Batch batch(DuckDBDataChunkReader chunk) {
        int count = (int) chunk.rowCount();
        Column[] built = new Column[columns.size()];
        for (int i = 0; i < built.length; i++) {
            ColumnBuilder builder = ColumnBuilder.of(schema.type(i), count);
            append(columns.get(i), chunk.vector(i), count, builder);
            built[i] = builder.build();
        }
        return new Batch(schema, built, count, null);
    }

    private static void append(
            ResultColumn column, DuckDBReadableVector vector, int rows, ColumnBuilder target) {
        switch (column.type().physical()) {
            case INT128, INTERVAL -> {
                long _ = column.append(vector, rows, target);
            }
            case BYTES -> {
                if (column.type() == Type.JSON) {
                    appendJson(vector, rows, target);
                } else {
                    long _ = column.append(vector, rows, target);
                }
            }
            case BOOL, INT, LONG, DOUBLE -> appendPlain(vector, rows, target);
        }
    }

    private static void appendPlain(DuckDBReadableVector vector, int rows, ColumnBuilder target) {
        for (int row = 0; row < rows; row++) {
            if (vector.isNull(row)) {
                target.appendNull();
                continue;
            }
            switch (target.type().physical()) {
                case BOOL -> target.appendBoolean(vector.getBoolean(row));
                case INT -> target.appendInt(vector.getInt(row));
                case LONG -> target.appendLong(vector.getLong(row));
                case DOUBLE -> target.appendDouble(vector.getDouble(row));
                case INT128, BYTES, INTERVAL -> throw new IllegalStateException("appended before");
            }
        }
    }

    private static void appendJson(DuckDBReadableVector vector, int rows, ColumnBuilder target) {
        for (int row = 0; row < rows; row++) {
            if (vector.isNull(row)) {
                target.appendNull();
                continue;
            }
            try {
                target.appendText(Json.parse(vector.getString(row)).text());
            } catch (JsonError e) {
                throw new TidemillException(
                                ErrorCode.TYPE_MISMATCH,
                                "a JSON column of the file holds no JSON",
                                e)
                        .withDetail(e.reason());
            }
        }
    }

    @Override
    public void close() {
        try (connection;
                statement;
                chunks) {
            // They close in the order in which they depend on each other.
        } catch (SQLException e) {
            throw unreadable(file, e);
        }
    }
}
