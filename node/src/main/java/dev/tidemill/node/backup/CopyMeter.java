package dev.tidemill.node.backup;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import java.util.concurrent.atomic.AtomicLong;

/** How far a copy has come, and whether to go on. Safe for all threads. */
public final class CopyMeter {
    private final AtomicLong bytesDone = new AtomicLong();
    private volatile long bytesTotal;
    private volatile boolean cancelled;

    void expect(long bytes) {
        bytesTotal = bytes;
    }

    /** Throws SHUTTING_DOWN when the copy is cancelled. */
    void copied(long bytes) {
        if (cancelled) {
            throw new TidemillException(
                    ErrorCode.SHUTTING_DOWN, "the copy was given up: the mill is shutting down");
        }
        bytesDone.addAndGet(bytes);
    }

    void cancel() {
        cancelled = true;
    }

    public long bytesDone() {
        return bytesDone.get();
    }

    /** Bytes to copy, as far as they are known yet; 0 before that. */
    public long bytesTotal() {
        return Math.max(bytesTotal, bytesDone());
    }
}
