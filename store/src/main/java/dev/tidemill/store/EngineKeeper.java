package dev.tidemill.store;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import java.util.function.Supplier;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps an engine that answers. A broken one is retired: its queries are stopped and told to ask
 * again, and when the last has left it is closed and another is opened, since two cannot hold the
 * file of the history at once. The engine holds copies of rows at most, so nothing is lost.
 *
 * <p>Invariant: a retired engine is never leased again.
 *
 * <p>Safe for all threads.
 */
final class EngineKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EngineKeeper.class);

    private final Supplier<DuckInstance> opening;
    private @Nullable Engine engine;
    private boolean healthy = true;
    private @Nullable String problem;
    private long reopened;
    private long probedNanos = System.nanoTime();
    private boolean closed;

    /** Opens the first engine; throws when it cannot. */
    EngineKeeper(Supplier<DuckInstance> opening) {
        this.opening = requireNonNull(opening, "opening");
        this.engine = new Engine(opening.get());
    }

    /** An engine and how many use it; guarded by the keeper. */
    private static final class Engine {
        final DuckInstance duck;
        int users;

        Engine(DuckInstance duck) {
            this.duck = duck;
        }
    }

    /** The use of the engine by one query, until it is closed. */
    final class Lease implements AutoCloseable {
        private final Engine leased;

        private Lease(Engine leased) {
            this.leased = leased;
        }

        DuckInstance duck() {
            return leased.duck;
        }

        /** After an error that may mean that the engine is broken: then it is replaced. */
        void suspect(TidemillException error) {
            if (leased.duck.isBroken()) {
                retire(leased, error.message());
            }
        }

        @Override
        public void close() {
            release(leased);
        }
    }

    /** Throws QUERY_ENGINE_LOST while there is none that answers. */
    synchronized Lease lease() {
        Engine current = engine;
        if (current == null) {
            current = open();
        }
        if (current.duck.isRetired()) {
            throw new TidemillException(
                            ErrorCode.QUERY_ENGINE_LOST,
                            "The query engine is broken and is being opened anew")
                    .withHint("Try again in a moment");
        }
        current.users++;
        return new Lease(current);
    }

    /** A connection to the engine of now; whoever asks closes it soon. */
    DuckDBConnection connect() {
        try (Lease lease = lease()) {
            return lease.duck().connect();
        }
    }

    private synchronized Engine open() {
        if (closed) {
            throw new TidemillException(ErrorCode.SHUTTING_DOWN, "The query engine is closed");
        }
        try {
            Engine opened = new Engine(opening.get());
            engine = opened;
            reopened++;
            healthy = opened.duck.isHealthy();
            LOG.warn("the query engine is opened anew");
            return opened;
        } catch (TidemillException e) {
            healthy = false;
            problem = e.message();
            throw e;
        }
    }

    private synchronized void retire(Engine broken, String why) {
        if (broken.duck.isRetired() || broken != engine) {
            return;
        }
        LOG.error("the query engine is broken: {}", why);
        broken.duck.retire();
        healthy = false;
        problem = why;
        replaceUnused();
    }

    private synchronized void release(Engine used) {
        used.users--;
        replaceUnused();
    }

    /** Closes a retired engine that nobody uses any more, and opens another. */
    private void replaceUnused() {
        Engine current = engine;
        if (current == null || !current.duck.isRetired() || current.users > 0) {
            return;
        }
        engine = null;
        try {
            current.duck.close();
        } catch (TidemillException e) {
            LOG.warn("the broken query engine did not close", e);
        }
        if (!closed) {
            try {
                Engine _ = open();
            } catch (TidemillException e) {
                LOG.error("the query engine cannot be opened; it is tried again", e);
            }
        }
    }

    private synchronized void unhealthy(String why) {
        healthy = false;
        problem = why;
    }

    /** Asks the engine a real query; a broken one is replaced. */
    boolean probe() {
        try (Lease lease = lease()) {
            if (lease.duck().isHealthy()) {
                healthy();
            } else if (lease.duck().isBroken()) {
                retire(lease.leased, "it does not answer a probe");
            } else {
                unhealthy("it lacks memory, or is busy");
            }
        } catch (TidemillException e) {
            LOG.error("the query engine does not answer a probe", e);
        }
        synchronized (this) {
            probedNanos = System.nanoTime();
            return healthy;
        }
    }

    private synchronized void healthy() {
        healthy = true;
    }

    synchronized StoreHealth health() {
        return new StoreHealth(healthy, reopened, problem, (System.nanoTime() - probedNanos) / 1e9);
    }

    /** Closes the engine; when queries use it, the last one does. */
    @Override
    public synchronized void close() {
        closed = true;
        Engine current = engine;
        if (current != null) {
            current.duck.retire();
            replaceUnused();
        }
    }
}
