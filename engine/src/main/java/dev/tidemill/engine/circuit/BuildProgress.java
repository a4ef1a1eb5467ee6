package dev.tidemill.engine.circuit;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How far a building table is: the rows that it has read of those that stood in its inputs when it
 * began. Counted by the engine's thread, read by any.
 */
public final class BuildProgress {
    private final long total;
    private final AtomicLong done = new AtomicLong();

    BuildProgress(long total) {
        this.total = total;
    }

    void read(long rows) {
        done.lazySet(done.getPlain() + rows);
    }

    public long rowsDone() {
        return done.get();
    }

    public long rowsTotal() {
        return total;
    }
}
