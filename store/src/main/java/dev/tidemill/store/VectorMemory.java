package dev.tidemill.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import org.duckdb.DuckDBWritableVector;

/**
 * The memory of a DuckDB vector, for writing many values at once. The driver's own setters look up
 * the type, check the bounds and take a lock for each value, and take times and decimals only as
 * objects; a scan of rows in memory spent most of its time there.
 *
 * <p>The buffers are fields of the driver's class and no part of its interface. Its version is
 * pinned, and {@code QueryStoreTest} reads back every type through them.
 */
final class VectorMemory {
    private static final VarHandle DATA;
    private static final VarHandle VALIDITY;

    static {
        try {
            MethodHandles.Lookup lookup =
                    MethodHandles.privateLookupIn(
                            DuckDBWritableVector.class, MethodHandles.lookup());
            DATA = lookup.findVarHandle(DuckDBWritableVector.class, "data", ByteBuffer.class);
            VALIDITY =
                    lookup.findVarHandle(DuckDBWritableVector.class, "validity", ByteBuffer.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private VectorMemory() {}

    /** The values, in the machine's byte order. */
    static ByteBuffer data(DuckDBWritableVector vector) {
        return (ByteBuffer) DATA.get(vector);
    }

    /** Says which of the first rows are there: one bit a row, set when it is no NULL. */
    static void setValid(
            DuckDBWritableVector vector,
            boolean @org.jspecify.annotations.Nullable [] nulls,
            int from,
            int count) {
        ByteBuffer validity = (ByteBuffer) VALIDITY.get(vector);
        for (int row = 0; row < count; row += Long.SIZE) {
            long valid = -1L;
            if (nulls != null) {
                int end = Math.min(Long.SIZE, count - row);
                for (int bit = 0; bit < end; bit++) {
                    if (nulls[from + row + bit]) {
                        valid &= ~(1L << bit);
                    }
                }
            }
            validity.putLong(row / Byte.SIZE, valid);
        }
    }
}
