package dev.tidemill.node.tick;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What waits for the next seal, first come first sealed, bounded by rows, entries and bytes. At the
 * bound a source waits and a client is told to come back. An entry larger than the bound is let in
 * when the queue is empty, so that nothing waits forever.
 *
 * <p>Many producers, one consumer (the committer).
 */
public final class AdmissionQueue {
    private final long rowsMax;
    private final int entriesMax;
    private final long bytesMax;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition notEmpty = lock.newCondition();
    private final Condition notFull = lock.newCondition();
    private final ArrayDeque<Admission> waiting = new ArrayDeque<>();
    private long rows;
    private long bytes;
    private @Nullable TidemillException closed;

    /** A queue whose bytes have no bound of their own. */
    public AdmissionQueue(long rowsMax, int entriesMax) {
        this(rowsMax, entriesMax, Long.MAX_VALUE);
    }

    /**
     * @param bytesMax of entries, as they are written
     */
    public AdmissionQueue(long rowsMax, int entriesMax, long bytesMax) {
        this.rowsMax = rowsMax;
        this.entriesMax = entriesMax;
        this.bytesMax = bytesMax;
    }

    /** Enters now or throws BACKPRESSURE. */
    public void offer(Admission admission) {
        lock.lock();
        try {
            requireOpen();
            if (!hasRoom(admission)) {
                throw new TidemillException(
                                ErrorCode.BACKPRESSURE,
                                "the ingest queue is full: " + rows + " rows wait for a tick")
                        .withHint(
                                "send the batch again after a moment; the bounds are"
                                        + " limits.queued-rows, queued-batches and queued-bytes");
            }
            enter(admission);
        } finally {
            lock.unlock();
        }
    }

    /** Enters before all that waits, though there may be no room: for what makes room. */
    public void offerFirst(Admission admission) {
        lock.lock();
        try {
            requireOpen();
            waiting.addFirst(admission);
            count(admission);
        } finally {
            lock.unlock();
        }
    }

    /** Enters, waiting for room. */
    public void put(Admission admission) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            requireOpen();
            while (!hasRoom(admission)) {
                notFull.await();
                requireOpen();
            }
            enter(admission);
        } finally {
            lock.unlock();
        }
    }

    /**
     * All that waits, up to {@code rowsLimit} rows and a quarter of the bytes that may wait, but at
     * least one entry; empty when nothing came within the time or the queue was closed.
     */
    List<Admission> take(long rowsLimit, long timeoutMillis) throws InterruptedException {
        List<Admission> taken = new ArrayList<>();
        lock.lockInterruptibly();
        try {
            long nanos = TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
            while (waiting.isEmpty() && closed == null && nanos > 0) {
                nanos = notEmpty.awaitNanos(nanos);
            }
            long takenRows = 0;
            long takenBytes = 0;
            Admission head;
            while ((head = waiting.peekFirst()) != null
                    && (taken.isEmpty()
                            || (takenRows + head.rows() <= rowsLimit
                                    && takenBytes + head.encoded().remaining() <= bytesMax / 4))) {
                takenRows += head.rows();
                takenBytes += head.encoded().remaining();
                taken.add(waiting.removeFirst());
            }
            if (!taken.isEmpty()) {
                rows -= takenRows;
                bytes -= takenBytes;
                notFull.signalAll();
            }
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** Refuses whatever comes from now on; what waits stays and can still be taken. */
    public void close(TidemillException reason) {
        lock.lock();
        try {
            if (closed == null) {
                closed = reason;
            }
            notEmpty.signalAll();
            notFull.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Fails whatever still waits and may come; for the committer after its last seal. */
    void failRest() {
        lock.lock();
        try {
            TidemillException reason =
                    closed == null
                            ? new TidemillException(
                                    ErrorCode.SHUTTING_DOWN, "the mill is shutting down")
                            : closed;
            closed = reason;
            notFull.signalAll();
            waiting.forEach(admission -> admission.sealed().completeExceptionally(reason));
            waiting.clear();
            rows = 0;
            bytes = 0;
        } finally {
            lock.unlock();
        }
    }

    boolean isDrained() {
        lock.lock();
        try {
            return closed != null && waiting.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    private boolean hasRoom(Admission admission) {
        return waiting.isEmpty()
                || (waiting.size() < entriesMax
                        && rows + admission.rows() <= rowsMax
                        && bytes + admission.encoded().remaining() <= bytesMax);
    }

    private void enter(Admission admission) {
        waiting.addLast(admission);
        count(admission);
    }

    private void count(Admission admission) {
        rows += admission.rows();
        bytes += admission.encoded().remaining();
        notEmpty.signal();
    }

    private void requireOpen() {
        if (closed != null) {
            throw closed;
        }
    }
}
