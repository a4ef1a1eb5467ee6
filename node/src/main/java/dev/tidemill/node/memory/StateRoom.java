package dev.tidemill.node.memory;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.ingest.IntakeRoom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Whether there is state left for more rows. Set by the engine's thread; read by all. */
public final class StateRoom implements IntakeRoom {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition opened = lock.newCondition();

    /** Why there is none; null while there is. */
    private volatile @Nullable String full;

    private volatile boolean takesDeletions = true;
    private boolean closed;

    /** There is none from now on, but for deletions. */
    void fill(String why) {
        takesDeletions = true;
        full = why;
    }

    /** There is none from now on: deletions change pages too, and the old ones stay. */
    void fillWithOldPages(String why) {
        takesDeletions = false;
        full = why;
    }

    @Override
    public boolean takesDeletions() {
        return full == null || takesDeletions;
    }

    /** There is again. */
    void open() {
        if (full == null) {
            return;
        }
        lock.lock();
        try {
            full = null;
            opened.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Nobody waits any more: the mill closes. */
    public void close() {
        lock.lock();
        try {
            closed = true;
            opened.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Why rows are not taken; null while they are. */
    public @Nullable String whyFull() {
        return full;
    }

    @Override
    public boolean isThere() {
        return full == null;
    }

    @Override
    public void await() throws InterruptedException {
        if (full == null) {
            return;
        }
        lock.lockInterruptibly();
        try {
            while (full != null && !closed) {
                opened.await();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public TidemillException refusal() {
        return new TidemillException(ErrorCode.STATE_FULL, "no rows are taken: " + full)
                .withHint(
                        "delete rows or drop tables that nobody needs, or give the process more"
                                + " memory; then send it again");
    }
}
