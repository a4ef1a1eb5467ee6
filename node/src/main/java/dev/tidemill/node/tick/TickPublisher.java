package dev.tidemill.node.tick;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.definition.DefinitionsInForce;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Holds the newest tick and lets readers pin it or wait for one. Safe for all threads. */
public final class TickPublisher {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition published = lock.newCondition();
    private volatile @Nullable PublishedTick newest;

    /** Ticks before the newest that are kept for those who ask for one of them; oldest first. */
    private final Deque<PublishedTick> kept = new ArrayDeque<>();

    private final int keptMax;
    private @Nullable TidemillException stopped;

    /** Keeps the newest tick only. */
    public TickPublisher() {
        this(0);
    }

    /**
     * @param keptMax how many ticks before the newest can be asked for; each keeps the pages in
     *     memory that have changed since
     */
    public TickPublisher(int keptMax) {
        this.keptMax = keptMax;
    }

    /** Swaps the newest tick in one step and lets an older one go. Engine thread only. */
    void publish(PublishedTick tick) {
        PublishedTick former = newest;
        newest = tick;
        lock.lock();
        try {
            keep(former, tick);
            published.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void keep(@Nullable PublishedTick former, PublishedTick tick) {
        if (former == null) {
            return;
        }
        if (former.tick() == tick.tick()) {
            former.close();
            return;
        }
        kept.addLast(former);
        while (kept.size() > keptMax) {
            kept.removeFirst().close();
        }
    }

    /** Lets go of the ticks that are kept before the newest. */
    public void letGo() {
        lock.lock();
        try {
            while (!kept.isEmpty()) {
                kept.removeFirst().close();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * A certain tick, kept for the caller until it closes it.
     *
     * @throws TidemillException TICK_NOT_KEPT when it is not the newest and none of those kept
     */
    public PublishedTick pin(long tick) {
        PublishedTick current = newest;
        if (current != null && current.tick() == tick && current.tryPin()) {
            return current;
        }
        lock.lock();
        try {
            for (PublishedTick each : kept) {
                if (each.tick() == tick && each.tryPin()) {
                    return each;
                }
            }
            long newestTick = tick();
            long oldest = kept.isEmpty() ? newestTick : kept.getFirst().tick();
            throw new TidemillException(
                            ErrorCode.TICK_NOT_KEPT,
                            "tick %d cannot be read: ticks %d to %d can"
                                    .formatted(tick, oldest, newestTick))
                    .withHint(
                            "limits.ticks-kept in tidemill.yaml says how many ticks before the"
                                    + " newest stay readable");
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

    /** The definitions of the newest published tick; null before the first. */
    public DefinitionsInForce.@Nullable View definitions() {
        PublishedTick current = newest;
        return current == null ? null : current.definitions();
    }

    /** From which tick on the newest one's definitions are in force; 0 before the first. */
    public long definedSince() {
        PublishedTick current = newest;
        return current == null ? 0 : current.definedSince();
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
