package dev.tidemill.node.predict;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.ingest.IntakeRoom;
import dev.tidemill.node.record.PredictionEntry;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Predictions on their way to the journal. The engine adds and never waits; instead, rows from
 * outside wait or are refused while more than {@link #DUE_MAX} rows are due, so that the engine
 * runs out of them.
 *
 * <p>Safe for all threads.
 */
final class PredictionBacklog implements IntakeRoom {
    /** Rows that wait for their prediction; a tick under way may exceed it. */
    static final int DUE_MAX = 100_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<Work.Made> made = new ArrayDeque<>();
    private int due;
    private boolean tickWanted;
    private boolean closed;

    /** Something to write. */
    sealed interface Work {
        /**
         * What was foretold.
         *
         * @param sinceNanos when its rows were due, by the process's clock
         */
        record Made(PredictionEntry entry, long sinceNanos) implements Work {}

        /** A tick, in which what became of predictions is written. */
        record Tick() implements Work {}
    }

    void add(Work.Made entry) {
        lock.lock();
        try {
            made.addLast(entry);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** There is something to write in a further tick, which may come by itself. */
    void wantTick() {
        lock.lock();
        try {
            tickWanted = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** So many rows are due now. */
    void due(int rows) {
        lock.lock();
        try {
            due = rows;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for something to write; null once this is closed. */
    @Nullable Work take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!closed && made.isEmpty() && !tickWanted) {
                changed.await();
            }
            if (closed) {
                return null;
            }
            // Any entry is in a tick, so none is wanted besides.
            tickWanted = false;
            return made.isEmpty() ? new Work.Tick() : made.removeFirst();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean isThere() {
        lock.lock();
        try {
            return due < DUE_MAX || closed;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void await() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (due >= DUE_MAX && !closed) {
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public TidemillException refusal() {
        return new TidemillException(
                        ErrorCode.BACKPRESSURE, "too many rows wait for their predictions")
                .withHint("send the batch again after a moment");
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
