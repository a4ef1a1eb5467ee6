package dev.tidemill.node.action;

import dev.tidemill.actions.OutboxEntry;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.engine.circuit.InputChange;
import dev.tidemill.node.ingest.IntakeRoom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    /** By idempotency key, oldest first. */
    private final Map<String, OutboxEntry> writes = new LinkedHashMap<>();

    /** What is being written, until the outbox says so: nothing is written twice. */
    private final Set<String> writing = new HashSet<>();

    private boolean live;
    private boolean closed;

    /** Something to write: notices for the outbox, changes of a latch, or rows for tables. */
    sealed interface Work {
        /** Notices, oldest first. */
        record Notices(List<OutboxEntry> entries) implements Work {}

        /** A latch's changes. */
        record Latches(List<InputChange> changes) implements Work {}

        /** What actions write to tables, oldest first; the outbox has it already. */
        record Writes(List<OutboxEntry> entries) implements Work {}
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

    /** A notice is in the outbox, and says what to write to a table. */
    void addWrite(OutboxEntry entry) {
        lock.lock();
        try {
            if (!writing.contains(entry.key())) {
                writes.put(entry.key(), entry);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** What was to be written is, or is left in the outbox. */
    void endWrite(String key) {
        lock.lock();
        try {
            boolean ignored = writing.remove(key);
        } finally {
            lock.unlock();
        }
    }

    /** A notice has left the outbox: what it says is not written, unless that is under way. */
    void withdrawWrite(String key) {
        lock.lock();
        try {
            OutboxEntry ignored = writes.remove(key);
            writing.remove(key);
        } finally {
            lock.unlock();
        }
    }

    /** What could not be written is written before what came since, unless it was withdrawn. */
    void putBack(List<OutboxEntry> entries) {
        lock.lock();
        try {
            Map<String, OutboxEntry> newer = new LinkedHashMap<>(writes);
            writes.clear();
            for (OutboxEntry entry : entries) {
                if (writing.remove(entry.key())) {
                    writes.put(entry.key(), entry);
                }
            }
            writes.putAll(newer);
        } finally {
            lock.unlock();
        }
    }

    /** What is to be written of these actions waits in the outbox alone. */
    void dropWrites(Set<String> actions) {
        lock.lock();
        try {
            writes.values().removeIf(entry -> actions.contains(entry.action()));
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
            while (!closed && unwritten.isEmpty() && latches.isEmpty() && writes.isEmpty()) {
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
            if (!entries.isEmpty()) {
                return new Work.Notices(entries);
            }
            Iterator<OutboxEntry> waiting = writes.values().iterator();
            while (entries.size() < BATCH_MAX && waiting.hasNext()) {
                OutboxEntry entry = waiting.next();
                entries.add(entry);
                writing.add(entry.key());
                waiting.remove();
            }
            return new Work.Writes(entries);
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
