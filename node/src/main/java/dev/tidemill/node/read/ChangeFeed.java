package dev.tidemill.node.read;

import dev.tidemill.algebra.column.Batch;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The recent changes of every table, so that a reader who names the tick it has seen gets exactly
 * what came after. Bounded by rows and ticks for each table, and by bytes for all together; a
 * reader who asks for more than is kept is told to start again from a snapshot.
 *
 * <p>The engine's thread appends; any thread polls.
 */
public final class ChangeFeed {
    /** What the changes of all tables take at most, about: a sixteenth of the heap. */
    private static final long BYTES_MAX = Math.max(4L << 20, Runtime.getRuntime().maxMemory() / 16);

    private final int rowsMax;
    private final int ticksMax;
    private final long bytesMax;
    private final Map<String, TableFeed> feeds = new ConcurrentHashMap<>();
    private final AtomicLong bytes = new AtomicLong();
    private volatile long startTick;

    /**
     * @param rowsMax changed rows kept for a table; the newest tick is kept whatever its rows,
     *     unless all tables' changes take more bytes than they may
     * @param ticksMax ticks kept for a table
     */
    public ChangeFeed(int rowsMax, int ticksMax) {
        this(rowsMax, ticksMax, BYTES_MAX);
    }

    /**
     * @param bytesMax of the changes of all tables; beyond it the oldest ticks go, whichever table
     *     they are of
     */
    ChangeFeed(int rowsMax, int ticksMax, long bytesMax) {
        this.rowsMax = rowsMax;
        this.ticksMax = ticksMax;
        this.bytesMax = bytesMax;
    }

    /** Says from which tick on changes will be appended: earlier ones cannot be asked for. */
    public void startAfter(long tick) {
        startTick = tick;
    }

    /** Appends a published tick's changes and wakes those who wait. Engine thread only. */
    public void append(long tick, Map<String, Batch> changes) {
        changes.forEach((table, batch) -> feed(table).append(new TableChanges(tick, batch)));
        while (bytes.get() > bytesMax) {
            long oldest = tick;
            for (TableFeed feed : feeds.values()) {
                oldest = Math.min(oldest, feed.oldest());
            }
            for (TableFeed feed : feeds.values()) {
                feed.forget(oldest);
            }
        }
    }

    /** Forgets a table's changes after it was replaced or dropped: its readers start again. */
    public void reset(String table, long tick) {
        feed(table).reset(tick);
    }

    /** Forgets the changes of all tables: whoever follows one starts again. */
    public void resetAll(long tick) {
        startTick = tick;
        feeds.values().forEach(feed -> feed.reset(tick));
    }

    /**
     * The changes of a table after a tick, waiting for the first one; empty when none came within
     * the time, null when the tick is older than what is kept.
     */
    public @Nullable List<TableChanges> poll(String table, long afterTick, long timeoutMillis)
            throws InterruptedException {
        return feed(table).poll(afterTick, timeoutMillis);
    }

    private TableFeed feed(String table) {
        return feeds.computeIfAbsent(table, name -> new TableFeed(startTick));
    }

    /** One table's ring. */
    private final class TableFeed {
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition appended = lock.newCondition();
        private final ArrayDeque<TableChanges> kept = new ArrayDeque<>();
        private long rows;

        /** Changes up to this tick are gone. */
        private long floor;

        TableFeed(long floor) {
            this.floor = floor;
        }

        void append(TableChanges changes) {
            long held = changes.changes().bytes();
            lock.lock();
            try {
                kept.addLast(changes);
                rows += changes.changes().size();
                bytes.addAndGet(held);
                while (kept.size() > 1 && (rows > rowsMax || kept.size() > ticksMax)) {
                    dropFirst();
                }
                appended.signalAll();
            } finally {
                lock.unlock();
            }
        }

        private void dropFirst() {
            TableChanges dropped = kept.removeFirst();
            rows -= dropped.changes().size();
            bytes.addAndGet(-dropped.changes().bytes());
            floor = dropped.tick();
        }

        /** The oldest tick that is kept; the greatest number when none is. */
        long oldest() {
            lock.lock();
            try {
                return kept.isEmpty() ? Long.MAX_VALUE : kept.getFirst().tick();
            } finally {
                lock.unlock();
            }
        }

        /** Forgets changes up to a tick. */
        void forget(long tick) {
            lock.lock();
            try {
                while (!kept.isEmpty() && kept.getFirst().tick() <= tick) {
                    dropFirst();
                }
                appended.signalAll();
            } finally {
                lock.unlock();
            }
        }

        void reset(long tick) {
            lock.lock();
            try {
                kept.forEach(dropped -> bytes.addAndGet(-dropped.changes().bytes()));
                kept.clear();
                rows = 0;
                floor = tick;
                appended.signalAll();
            } finally {
                lock.unlock();
            }
        }

        @Nullable List<TableChanges> poll(long afterTick, long timeoutMillis)
                throws InterruptedException {
            long nanos = TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
            lock.lockInterruptibly();
            try {
                while (true) {
                    if (afterTick < floor) {
                        return null;
                    }
                    if (!kept.isEmpty() && kept.getLast().tick() > afterTick) {
                        return after(afterTick);
                    }
                    if (nanos <= 0) {
                        return List.of();
                    }
                    nanos = appended.awaitNanos(nanos);
                }
            } finally {
                lock.unlock();
            }
        }

        private List<TableChanges> after(long tick) {
            // Most readers lack the newest alone, and there may be many of them.
            List<TableChanges> newer = new ArrayList<>(1);
            Iterator<TableChanges> newestFirst = kept.descendingIterator();
            while (newestFirst.hasNext()) {
                TableChanges changes = newestFirst.next();
                if (changes.tick() <= tick) {
                    break;
                }
                newer.add(changes);
            }
            Collections.reverse(newer);
            return newer;
        }
    }
}
