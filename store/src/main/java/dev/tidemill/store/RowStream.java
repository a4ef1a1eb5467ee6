package dev.tidemill.store;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.store.admission.Cancellation;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The rows of an answer on their way from the query's thread to one reader, so that an answer of
 * any length passes through bounded memory.
 *
 * <p>Invariants: at most {@link #BATCHES_AHEAD} batches wait. The reader meets the end only when
 * the query has answered whole; otherwise it meets the query's error.
 */
public final class RowStream {
    /** Batches, of at most a thousand rows and mostly a few megabytes, that wait. */
    static final int BATCHES_AHEAD = 2;

    private static final long LOOK_MILLIS = 50;

    private final Cancellation cancellation;
    private final Deque<Batch> ahead = new ArrayDeque<>();
    private @Nullable Head head;
    private @Nullable RowMapping mapping;
    private boolean ended;
    private boolean abandoned;
    private @Nullable TidemillException failure;

    /** Who writes what it has read somewhere that may block; null while it waits here. */
    private @Nullable Thread writing;

    private boolean interrupted;

    private long given;

    /**
     * What is known before the first row.
     *
     * @param tick the one tick that every table is read at
     */
    public record Head(long tick, Schema schema) {
        public Head {
            requireNonNull(schema, "schema");
        }
    }

    RowStream(Cancellation cancellation) {
        this.cancellation = requireNonNull(cancellation, "cancellation");
    }

    /** The reader meets what the mapping makes of the rows; before it has read anything only. */
    public synchronized void mapWith(RowMapping newMapping) {
        mapping = newMapping;
    }

    synchronized void begin(Head newHead) {
        head = newHead;
    }

    /**
     * Gives the reader a batch, and waits while it has enough.
     *
     * @param stopped whether the query is to stop
     * @return false when it is, or when the reader has gone
     */
    synchronized boolean put(Batch rows, BooleanSupplier stopped) {
        try {
            while (ahead.size() >= BATCHES_AHEAD && !abandoned && !stopped.getAsBoolean()) {
                wait(LOOK_MILLIS);
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
        if (abandoned || stopped.getAsBoolean()) {
            return false;
        }
        ahead.add(rows);
        notifyAll();
        return true;
    }

    /** The query has answered whole. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** The query has failed. A reader who is blocked elsewhere is interrupted, to learn of it. */
    synchronized void fail(TidemillException error) {
        failure = error;
        ended = true;
        ahead.clear();
        if (writing != null && !abandoned) {
            interrupted = true;
            writing.interrupt();
        }
        notifyAll();
    }

    /**
     * What is known before the first row; waits until there is one, or the end, so that most errors
     * are met here.
     */
    public synchronized Head head() {
        awaitRows(cancellation::look);
        requireNoFailure();
        Head known = requireNonNull(head, "a query that answers has columns");
        RowMapping mapped = mapping;
        return mapped == null ? known : new Head(known.tick(), mapped.schema(known.schema()));
    }

    /**
     * The next rows; null when there are no more. Only for the thread that asked the query.
     *
     * @throws TidemillException what the query failed with
     */
    public synchronized @Nullable Batch next() {
        writing = null;
        awaitRows(cancellation::look);
        Batch rows = taken();
        writing = rows == null ? null : Thread.currentThread();
        return rows;
    }

    /** Like {@link #next}, for another thread while the one that asked calls {@link #look}. */
    synchronized @Nullable Batch take() {
        awaitRows(() -> {});
        return taken();
    }

    /** Cancels the query when nobody waits for it. Only for the thread that asked it. */
    void look() {
        cancellation.look();
    }

    /** Asks the query to stop. */
    void cancel() {
        cancellation.cancel();
    }

    /** Rows that were handed over so far. */
    public synchronized long given() {
        return given;
    }

    private @Nullable Batch taken() {
        requireNoFailure();
        Batch rows = ahead.poll();
        given += rows == null ? 0 : rows.size();
        notifyAll();
        RowMapping mapped = mapping;
        return mapped == null || rows == null ? rows : mapped.rows(rows);
    }

    private void requireNoFailure() {
        if (failure != null) {
            throw failure;
        }
    }

    /** Waits until there are rows or the end. */
    private void awaitRows(Runnable look) {
        try {
            while (ahead.isEmpty() && !ended) {
                look.run();
                wait(LOOK_MILLIS);
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private TidemillException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        cancellation.cancel();
        return new TidemillException(ErrorCode.QUERY_CANCELLED, "interrupted", e);
    }

    /** The reader wants no more. Called by its thread, which is not interrupted afterwards. */
    synchronized void abandon() {
        writing = null;
        abandoned = true;
        if (!ended) {
            cancellation.cancel();
        }
        if (interrupted) {
            boolean _ = Thread.interrupted();
        }
        notifyAll();
    }

    /** What the query failed with before its reader had gone; null when it did not. */
    synchronized @Nullable TidemillException failure() {
        return failure;
    }
}
