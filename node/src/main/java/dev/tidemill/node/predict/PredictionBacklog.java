package dev.tidemill.node.predict;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.ingest.IntakeRoom;
import dev.tidemill.node.record.PredictionEntry;
import java.time.Duration;
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

    /** Entries that are on their way to the disk at once. */
    static final int UNDER_WAY_MAX = 16;

    /** How long a tick is waited for that comes by itself, to write what became of predictions. */
    static final Duration SETTLED_PAUSE = Duration.ofMillis(5);

    /** The same for figures. */
    static final Duration FIGURES_PAUSE = Duration.ofMillis(25);

    private static final long NEVER = Long.MAX_VALUE;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<Work.Made> made = new ArrayDeque<>();
    private int due;
    private int underWay;
    private long settledSince = NEVER;
    private long figuresSince = NEVER;
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

    /**
     * What is to be written in a further tick, as of the newest one. One is made when none came by
     * itself in time.
     *
     * @param isSettled rows that say what became of predictions
     * @param isFigures figures about them
     */
    void wantTick(boolean isSettled, boolean isFigures) {
        long now = System.nanoTime();
        lock.lock();
        try {
            settledSince = since(isSettled, settledSince, now);
            figuresSince = since(isFigures, figuresSince, now);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private static long since(boolean isWanted, long before, long now) {
        return !isWanted ? NEVER : before == NEVER ? now : before;
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

    /**
     * Waits for something to write, and for a place among what is {@linkplain #done under way};
     * null once this is closed.
     */
    @Nullable Work take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!closed && !isNextWanted()) {
                if (made.isEmpty() && underWay == 0 && isTickWanted()) {
                    long ignored = changed.awaitNanos(untilTick());
                } else {
                    changed.await();
                }
            }
            if (closed) {
                return null;
            }
            underWay++;
            if (!made.isEmpty()) {
                return made.removeFirst();
            }
            settledSince = NEVER;
            figuresSince = NEVER;
            return new Work.Tick();
        } finally {
            lock.unlock();
        }
    }

    private boolean isNextWanted() {
        return made.isEmpty()
                ? underWay == 0 && isTickWanted() && untilTick() <= 0
                : underWay < UNDER_WAY_MAX;
    }

    private boolean isTickWanted() {
        return settledSince != NEVER || figuresSince != NEVER;
    }

    private long untilTick() {
        long now = System.nanoTime();
        long settled = settledSince == NEVER ? NEVER : settledSince + SETTLED_PAUSE.toNanos() - now;
        long figures = figuresSince == NEVER ? NEVER : figuresSince + FIGURES_PAUSE.toNanos() - now;
        return Math.min(settled, figures);
    }

    /** What was taken is written, or never will be. */
    void done() {
        lock.lock();
        try {
            underWay--;
            changed.signalAll();
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
