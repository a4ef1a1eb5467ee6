package dev.tidemill.store;

import static java.util.Objects.requireNonNull;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.sql.SQLException;
import org.duckdb.DuckDBChunkedResult;
import org.duckdb.DuckDBDataChunkReader;
import org.duckdb.DuckDBPreparedStatement;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a statement, a chunk at a time, to their end or to the statement's error.
 *
 * <p>The driver says that there are no more chunks also when the statement has failed on the way,
 * and keeps the error to itself: its check for one is no part of its interface. Its version is
 * pinned, and {@code RowStreamTest} meets such errors. Owned by one thread.
 */
final class ResultChunks implements AutoCloseable {
    private static final MethodHandle CHECK_ERROR;

    static {
        try {
            CHECK_ERROR =
                    MethodHandles.privateLookupIn(DuckDBChunkedResult.class, MethodHandles.lookup())
                            .findVirtual(
                                    DuckDBChunkedResult.class,
                                    "checkError",
                                    MethodType.methodType(void.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final DuckDBChunkedResult result;

    private ResultChunks(DuckDBChunkedResult result) {
        this.result = requireNonNull(result, "result");
    }

    /** Runs the statement, which must be closed after this. */
    static ResultChunks of(DuckDBPreparedStatement statement) throws SQLException {
        return new ResultChunks(statement.query());
    }

    /**
     * The next chunk, which is valid until the one after it is asked for; null when there are no
     * more.
     *
     * @throws SQLException what the statement failed with
     */
    @Nullable DuckDBDataChunkReader next() throws SQLException {
        if (result.nextChunk()) {
            return result.chunk();
        }
        try {
            CHECK_ERROR.invokeExact(result);
        } catch (SQLException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
        return null;
    }

    @Override
    public void close() throws SQLException {
        result.close();
    }
}
