package dev.tidemill.store;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.ColumnBuilder;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.json.Json;
import dev.tidemill.algebra.json.JsonError;
import dev.tidemill.algebra.type.ArrayType;
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
import java.util.UUID;
import org.duckdb.DuckDBChunkedResult;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDataChunkReader;
import org.duckdb.DuckDBReadableVector;

/**
 * Reads Parquet and CSV files into columns, in a DuckDB of its own that lives for one read and
 * never sees anybody's SQL. Rows keep the file's order. A column whose type Tidemill has not
 * becomes TEXT.
 */
public final class ParquetReader {
    private static final String MEMORY_LIMIT = "512MB";

    /** The whole Parquet file. */
    public Batch read(Path file) {
        return read(file, "read_parquet(%s)");
    }

    /** The whole CSV file, whose first line names the columns; their types are guessed. */
    public Batch readCsv(Path file) {
        return read(file, "read_csv(%s, header = true)");
    }

    private static Batch read(Path file, String function) {
        requireNonNull(file, "file");
        if (!Files.isReadable(file)) {
            throw new TidemillException(
                    ErrorCode.IO_FAILED, "The file " + file + " cannot be read");
        }
        String source = function.formatted(DuckTypes.literal(file.toString()));
        try (DuckDBConnection connection = open()) {
            return read(connection, source, schema(connection, source));
        } catch (SQLException e) {
            throw new TidemillException(
                            ErrorCode.IO_FAILED, "The file " + file + " cannot be read", e)
                    .withDetail(String.valueOf(e.getMessage()));
        }
    }

    private static DuckDBConnection open() throws SQLException {
        DuckDBConnection connection =
                DriverManager.getConnection("jdbc:duckdb:").unwrap(DuckDBConnection.class);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET memory_limit = '" + MEMORY_LIMIT + "'");
            statement.execute("SET threads = 2");
        }
        return connection;
    }

    private static Schema schema(DuckDBConnection connection, String source) throws SQLException {
        List<Field> fields = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("DESCRIBE SELECT * FROM " + source)) {
            while (rows.next()) {
                Type type = DuckTypes.fromDuck(rows.getString(2));
                fields.add(Field.of(rows.getString(1), type));
            }
        }
        return new Schema(fields);
    }

    private static Batch read(DuckDBConnection connection, String source, Schema schema)
            throws SQLException {
        ColumnBuilder[] builders = new ColumnBuilder[schema.size()];
        StringBuilder sql = new StringBuilder("SELECT ");
        for (int i = 0; i < builders.length; i++) {
            builders[i] = ColumnBuilder.of(schema.type(i), 2048);
            sql.append(i == 0 ? "" : ", ").append(selected(schema.field(i)));
        }
        sql.append(" FROM ").append(source);
        try (var statement = connection.prepare(sql.toString());
                DuckDBChunkedResult chunks = statement.query()) {
            while (chunks.nextChunk()) {
                DuckDBDataChunkReader chunk = chunks.chunk();
                for (int i = 0; i < builders.length; i++) {
                    append(chunk.vector(i), (int) chunk.rowCount(), builders[i]);
                }
            }
        }
        Column[] columns = new Column[builders.length];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = builders[i].build();
        }
        return new Batch(schema, columns, columns.length == 0 ? 0 : columns[0].size(), null);
    }

    /** Casts to what a vector gives without an object per value, where that can be. */
    private static String selected(Field field) {
        String name = DuckTypes.quoted(field.name());
        if (field.type() instanceof ArrayType) {
            return "to_json(" + name + "::VARCHAR[])::VARCHAR";
        }
        if (field.type() == Type.UUID) {
            return name + "::VARCHAR";
        }
        return switch (field.type().physical()) {
            case BOOL, INT128 -> name;
            case INT ->
                    field.type() == Type.DATE
                            ? "(" + name + " - DATE '1970-01-01')::INTEGER"
                            : name + "::INTEGER";
            case LONG -> field.type().isTimestamp() ? "epoch_us(" + name + ")" : name + "::BIGINT";
            case DOUBLE -> name + "::DOUBLE";
            case BYTES, INTERVAL -> name + "::VARCHAR";
        };
    }

    private static void appendBytes(String text, ColumnBuilder target) {
        if (target.type() instanceof ArrayType array) {
            target.appendValue(ListText.parse(text, array));
            return;
        }
        try {
            target.appendText(target.type() == Type.JSON ? Json.parse(text).text() : text);
        } catch (JsonError e) {
            throw new TidemillException(
                            ErrorCode.TYPE_MISMATCH, "a JSON column of the file holds no JSON", e)
                    .withDetail(e.reason());
        }
    }

    private static void append(DuckDBReadableVector vector, int rows, ColumnBuilder target) {
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
                case INT128 -> {
                    if (target.type() == Type.UUID) {
                        target.appendValue(UUID.fromString(vector.getString(row)));
                    } else {
                        target.appendDecimal(vector.getBigDecimal(row));
                    }
                }
                case BYTES -> appendBytes(vector.getString(row), target);
                case INTERVAL ->
                        throw new TidemillException(
                                ErrorCode.TYPE_MISMATCH,
                                "INTERVAL columns of Parquet files are not read");
            }
        }
    }
}
