package dev.tidemill.node.action;

import dev.tidemill.actions.OutboxEntry;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.engine.circuit.InputChange;
import dev.tidemill.node.ingest.IntakeRoom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What ticks have caused and the outbox does not hold yet. The engine adds and never waits;
 * instead, rows from outside wait or are refused while more than {@link #NOTICES_MAX} notices are
 * here, so that the engine runs out of causes. Changes of latches are at most one for each key that
 * is in a live table, since a key's next change waits for the last.
 *
 * <p>Safe for all threads.
 */
final class NoticeBacklog implements IntakeRoom {
    /** Notices at which rows from outside are held back; a tick under way may exceed it. */
    static final int NOTICES_MAX = 100_000;

    /** Notices that are written to the outbox in one entry. */
    private static final int BATCH_MAX = 1_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** By idempotency key, oldest first, until their outbox rows are published. */
    private final Map<String, OutboxEntry> pending = new LinkedHashMap<>();

    private final ArrayDeque<OutboxEntry> unwritten = new ArrayDeque<>();
    private final ArrayDeque<List<InputChange>> latches = new ArrayDeque<>();
    private boolean live;
    private boolean closed;

    /** Something to write: notices for the outbox, or changes of a latch. */
    sealed interface Work {
        /** Notices, oldest first. */
        record Notices(List<OutboxEntry> entries) implements Work {}

        /** A latch's changes. */
        record Latches(List<InputChange> changes) implements Work {}
    }

    void add(Collection<OutboxEntry> notices) {
        lock.lock();
        try {
            for (OutboxEntry notice : notices) {
                if (pending.putIfAbsent(notice.key(), notice) == null && live) {
                    unwritten.addLast(notice);
                }
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void addLatches(List<InputChange> changes) {
        lock.lock();
        try {
            latches.addLast(changes);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** A notice's outbox row is there. */
    void written(String key) {
        lock.lock();
        try {
            if (pending.remove(key) != null) {
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Notices that are never to reach the outbox. */
    void remove(Predicate<OutboxEntry> unwanted) {
        lock.lock();
        try {
            pending.values().removeIf(unwanted);
            unwritten.removeIf(unwanted);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** From now on what is here is written, beginning with what recovery left. */
    void goLive() {
        lock.lock();
        try {
            live = true;
            unwritten.addAll(pending.values());
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    List<OutboxEntry> pending() {
        lock.lock();
        try {
            return List.copyOf(pending.values());
        } finally {
            lock.unlock();
        }
    }

    /** Waits for something to write; null once this is closed. Latches go first: they are few. */
    @Nullable Work take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!closed && unwritten.isEmpty() && latches.isEmpty()) {
                changed.await();
            }
            if (closed) {
                return null;
            }
            if (!latches.isEmpty()) {
                return new Work.Latches(latches.removeFirst());
            }
            List<OutboxEntry> entries = new ArrayList<>();
            while (entries.size() < BATCH_MAX && !unwritten.isEmpty()) {
                entries.add(unwritten.removeFirst());
            }
            return new Work.Notices(entries);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean isThere() {
        lock.lock();
        try {
            return pending.size() < NOTICES_MAX || closed;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void await() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (pending.size() >= NOTICES_MAX && !closed) {
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public TidemillException refusal() {
        return new TidemillException(
                        ErrorCode.BACKPRESSURE, "too many notices of actions wait for the outbox")
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
