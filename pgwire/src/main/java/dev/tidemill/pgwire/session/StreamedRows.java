package dev.tidemill.pgwire.session;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.store.RowStream;
import dev.tidemill.store.RowsReader;
import dev.tidemill.store.admission.Cancellation;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a query that runs while they are asked for. A virtual thread of its own asks the mill, as
 * a client may stop after any row and go on much later; it runs ahead by some bytes, so that the
 * query of a small answer ends, and frees its place, whatever its client does.
 *
 * <p>Invariant: at most {@link #AHEAD_BYTES}, and a batch beyond it, wait.
 */
final class StreamedRows implements Rows {
    /** What may wait for the client before the query does. */
    static final long AHEAD_BYTES = 4L << 20;

    private static final long LOOK_MILLIS = 50;

    private final Patience patience;
    private final Thread producing;
    private final Deque<Batch> ahead = new ArrayDeque<>();
    private long bytesAhead;
    private long aheadMax = AHEAD_BYTES;
    private @Nullable Schema schema;
    private long tick = -1;
    private boolean ended;
    private boolean abandoned;
    private @Nullable TidemillException failure;

    /** Why the rows were given up before their end. */
    private @Nullable TidemillException given;

    /** Asks the mill. */
    @FunctionalInterface
    interface Source {
        void read(Cancellation cancellation, RowsReader<Boolean> reader)
                throws InterruptedException;
    }

    /**
     * @param patience tells when nobody waits any more
     */
    StreamedRows(Source source, Patience patience) {
        this.patience = requireNonNull(patience, "patience");
        producing =
                Thread.ofVirtual()
                        .name("pgwire-rows")
                        .start(() -> produce(source, patience.cancellation()));
    }

    private void produce(Source source, Cancellation cancellation) {
        try {
            source.read(cancellation, this::copy);
            end(null);
        } catch (TidemillException e) {
            end(e);
        } catch (InterruptedException e) {
            end(new TidemillException(ErrorCode.QUERY_CANCELLED, "interrupted", e));
        } catch (RuntimeException | Error e) {
            end(new TidemillException(ErrorCode.INTERNAL, "the query failed", e));
        }
    }

    private boolean copy(RowStream rows) {
        try {
            RowStream.Head head = rows.head();
            begin(head.schema(), head.tick());
            Batch batch = rows.next();
            while (batch != null && put(batch)) {
                batch = rows.next();
            }
        } catch (Patience.Abandoned e) {
            // Who has enough returns, and the query ends with that.
            return false;
        }
        return true;
    }

    private synchronized void begin(Schema columns, long ofTick) {
        schema = columns;
        tick = ofTick;
        notifyAll();
    }

    private synchronized boolean put(Batch batch) {
        try {
            while (bytesAhead > aheadMax && !abandoned) {
                wait();
            }
        } catch (InterruptedException e) {
            // The query has failed meanwhile, and says why.
            return false;
        }
        if (!abandoned) {
            ahead.add(batch);
            bytesAhead += batch.bytes();
            notifyAll();
        }
        return !abandoned;
    }

    /**
     * Takes all that is left into memory, so that the transaction that the rows are read in can do
     * something else. Rows of more bytes are given up: whoever asks for them is told so.
     */
    void settle(long bytesMax) {
        synchronized (this) {
            aheadMax = bytesMax;
            notifyAll();
            patience.restart(Duration.ZERO);
            await(() -> bytesAhead > bytesMax);
            if (!ended) {
                ahead.clear();
                bytesAhead = 0;
                abandoned = true;
                given = tooMany(bytesMax);
                patience.abandon();
                notifyAll();
            }
        }
        join();
    }

    private static TidemillException tooMany(long bytesMax) {
        return new TidemillException(
                        ErrorCode.SESSION_FULL,
                        "what is left of the cursor is more than %,d bytes, and was let go for another statement of its transaction"
                                .formatted(bytesMax))
                .withHint(
                        "read it to its end first, or DECLARE it WITH HOLD before the transaction");
    }

    private synchronized void end(@Nullable TidemillException why) {
        failure = given == null ? why : given;
        ended = true;
        notifyAll();
    }

    @Override
    public synchronized Schema schema() {
        await(() -> schema != null);
        requireNoFailure(schema == null);
        return requireNonNull(schema, "a query that answers has columns");
    }

    @Override
    public synchronized @Nullable Batch next() {
        await(() -> !ahead.isEmpty());
        Batch batch = ahead.poll();
        requireNoFailure(batch == null);
        if (batch != null) {
            bytesAhead -= batch.bytes();
            notifyAll();
        }
        return batch;
    }

    private void requireNoFailure(boolean nothingElse) {
        if (nothingElse && failure != null) {
            throw patience.explained(failure);
        }
    }

    /** Waits until there is something, or the query has ended. */
    private synchronized void await(BooleanSupplier there) {
        boolean interrupted = false;
        while (!there.getAsBoolean() && !ended) {
            try {
                wait(LOOK_MILLIS);
            } catch (InterruptedException e) {
                interrupted = true;
                patience.cancellation().cancel();
            }
            patience.look();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public synchronized long tick() {
        return tick;
    }

    @Override
    public Optional<Patience> patience() {
        return Optional.of(patience);
    }

    @Override
    public void close() {
        synchronized (this) {
            abandoned = true;
            ahead.clear();
            patience.abandon();
            notifyAll();
        }
        join();
    }

    private void join() {
        boolean interrupted = false;
        while (producing.isAlive()) {
            try {
                producing.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
