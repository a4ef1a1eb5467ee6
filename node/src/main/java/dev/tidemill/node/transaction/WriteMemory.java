package dev.tidemill.node.transaction;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What all open transactions together have written, in estimated bytes of memory.
 *
 * <p>Invariant: no more is taken than there is. Safe for all threads.
 */
final class WriteMemory {
    /** Of a write under a key: its maps' entries, its key, and how it is taken back. */
    private static final long WRITE_BYTES = 160;

    private static final long VALUE_BYTES = 24;
    private static final long LIST_BYTES = 32;

    private final long bytesMax;
    private final AtomicLong taken = new AtomicLong();

    WriteMemory(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** With a part of the heap, as {@link Transactions#HEAP_PARTS} has it. */
    static WriteMemory ofHeap() {
        return new WriteMemory(Runtime.getRuntime().maxMemory() / Transactions.HEAP_PARTS);
    }

    /** Bytes that are taken now. */
    long taken() {
        return taken.get();
    }

    /**
     * Takes some.
     *
     * @throws TidemillException MEMORY_LIMIT when there are not so many; none are taken then
     */
    void take(long bytes) {
        if (taken.addAndGet(bytes) > bytesMax) {
            give(bytes);
            throw new TidemillException(
                            ErrorCode.MEMORY_LIMIT,
                            "open transactions have written %,d bytes, of %,d at most"
                                    .formatted(taken.get(), bytesMax))
                    .withHint("commit others first, write in smaller ones, or give a larger -Xmx");
        }
    }

    /** Gives some back. */
    void give(long bytes) {
        taken.addAndGet(-bytes);
    }

    /** What a write takes: the row, and the one that it stands over. */
    static long of(KeyedWrites.Write write) {
        return WRITE_BYTES + of(write.row()) + of(write.former());
    }

    private static long of(@Nullable List<?> row) {
        if (row == null) {
            return 0;
        }
        long bytes = LIST_BYTES;
        for (Object value : row) {
            bytes +=
                    switch (value) {
                        case null -> Integer.BYTES;
                        case String text -> 2 * VALUE_BYTES + text.length();
                        case List<?> values -> of(values);
                        default -> VALUE_BYTES;
                    };
        }
        return bytes;
    }
}
