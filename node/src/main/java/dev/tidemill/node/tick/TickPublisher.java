package dev.tidemill.node.tick;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Holds the newest tick and lets readers pin it or wait for one. Safe for all threads. */
public final class TickPublisher {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition published = lock.newCondition();
    private volatile @Nullable PublishedTick newest;
    private @Nullable TidemillException stopped;

    /** Swaps the newest tick in one step and lets the former one go. Engine thread only. */
    void publish(PublishedTick tick) {
        PublishedTick former = newest;
        newest = tick;
        if (former != null) {
            former.close();
        }
        lock.lock();
        try {
            published.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The newest tick, kept for the caller until it closes it. */
    public PublishedTick pin() {
        while (true) {
            PublishedTick current = newest;
            if (current == null) {
                throw new TidemillException(ErrorCode.NOT_READY, "no tick is published yet");
            }
            if (current.tryPin()) {
                return current;
            }
        }
    }

    /** The newest published tick's number; 0 before the first. */
    public long tick() {
        PublishedTick current = newest;
        return current == null ? 0 : current.tick();
    }

    /** The newest published tick's time; 0 before the first. */
    public long nowMicros() {
        PublishedTick current = newest;
        return current == null ? 0 : current.nowMicros();
    }

    /** Tells whoever waits for a tick that none will come any more; reading goes on. */
    public void stop(TidemillException reason) {
        lock.lock();
        try {
            stopped = stopped == null ? reason : stopped;
            published.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until a tick is published; false when the time ran out.
     *
     * @throws TidemillException why no further tick comes
     */
    public boolean await(long tick, long timeoutMillis) throws InterruptedException {
        if (tick() >= tick) {
            return true;
        }
        long nanos = TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        lock.lockInterruptibly();
        try {
            while (tick() < tick) {
                if (stopped != null) {
                    throw stopped;
                }
                if (nanos <= 0) {
                    return false;
                }
                nanos = published.awaitNanos(nanos);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }
}
