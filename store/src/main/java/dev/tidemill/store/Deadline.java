package dev.tidemill.store;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.store.admission.Cancellation;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.duckdb.DuckDBPreparedStatement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stops a statement when its time is over or somebody cancels it. */
final class Deadline {
    private static final Logger LOG = LoggerFactory.getLogger(Deadline.class);
    private static final long WATCH_MILLIS = 5;

    private final Duration time;
    private final Cancellation cancellation;
    private final ScheduledExecutorService watch;
    private final long startNanos = System.nanoTime();
    private volatile boolean timedOut;

    Deadline(Duration time, Cancellation cancellation, ScheduledExecutorService watch) {
        this.time = requireNonNull(time, "time");
        this.cancellation = requireNonNull(cancellation, "cancellation");
        this.watch = requireNonNull(watch, "watch");
    }

    long endNanos() {
        return startNanos + time.toNanos();
    }

    long elapsedNanos() {
        return System.nanoTime() - startNanos;
    }

    boolean isOver() {
        if (System.nanoTime() - endNanos() >= 0) {
            timedOut = true;
        }
        return timedOut || cancellation.isRequested();
    }

    /**
     * Keeps cancelling, since a cancel between two steps of a query is lost.
     *
     * @param stopped whether something else stops it
     */
    Watch watch(DuckDBPreparedStatement statement, BooleanSupplier stopped) {
        return new Watch(statement, stopped);
    }

    /** The watch over a statement; once it has ended it cancels nothing any more. */
    final class Watch {
        private final DuckDBPreparedStatement statement;
        private final BooleanSupplier stopped;
        private final ScheduledFuture<?> looks;
        private boolean ended;

        private Watch(DuckDBPreparedStatement statement, BooleanSupplier stopped) {
            this.statement = statement;
            this.stopped = stopped;
            this.looks =
                    watch.scheduleWithFixedDelay(
                            this::look, WATCH_MILLIS, WATCH_MILLIS, TimeUnit.MILLISECONDS);
        }

        private synchronized void look() {
            if (!ended && (isOver() || stopped.getAsBoolean())) {
                cancel(statement);
            }
        }

        synchronized void end() {
            ended = true;
            looks.cancel(false);
        }
    }

    private static void cancel(DuckDBPreparedStatement statement) {
        try {
            statement.cancel();
        } catch (SQLException | RuntimeException e) {
            LOG.debug("a query that ended could not be cancelled", e);
        }
    }

    TidemillException error() {
        if (!timedOut) {
            return new TidemillException(ErrorCode.QUERY_CANCELLED, "The query was cancelled");
        }
        return new TidemillException(
                        ErrorCode.QUERY_CANCELLED,
                        "The query took longer than " + time.toMillis() + " ms")
                .withHint("Narrow it, or ask a live table that holds the answer already");
    }
}
