package dev.tidemill.node.source;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.connectors.source.Source;
import dev.tidemill.connectors.source.SourceBatch;
import dev.tidemill.engine.circuit.InputChange;
import dev.tidemill.node.ingest.Ingest;
import dev.tidemill.node.record.InputEntry;
import dev.tidemill.node.supervise.Supervision;
import dev.tidemill.node.trace.RateMeter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Polls one source and admits what it gives; when it fails, the supervision says when it is opened
 * again. A new attempt opens the source at the position that was sealed last, so nothing is lost or
 * repeated; so does a restart, which waits for the batch under way. One that is finished waits for
 * a restart.
 *
 * <p>Runs on a thread of its own until it is closed.
 */
public final class SourceRunner implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SourceRunner.class);

    private static final long IDLE_NANOS_MIN = 100_000;
    private static final long IDLE_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(50);

    /** Opens the source at a position; null is the beginning. */
    @FunctionalInterface
    public interface Opening {
        Source open(byte @Nullable [] position);
    }

    private final Supervision supervision;
    private final Opening opening;
    private final Ingest ingest;
    private final RateMeter rows = new RateMeter(System::nanoTime);
    private final Thread thread;
    private byte @Nullable [] sealedPosition;
    private volatile @Nullable Source source;
    private volatile boolean closed;

    /**
     * @param supervision says when a source that failed is opened again, and bears its name
     */
    public SourceRunner(
            Supervision supervision, Opening opening, Ingest ingest, byte @Nullable [] position) {
        this.supervision = supervision;
        this.opening = opening;
        this.ingest = ingest;
        this.sealedPosition = position;
        supervision.onRestart(this::wake);
        this.thread = Thread.ofPlatform().name("source-" + name()).daemon().unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    public String name() {
        return supervision.name();
    }

    public RateMeter rows() {
        return rows;
    }

    /** The source while it is open. */
    public @Nullable Source source() {
        return source;
    }

    /** Why the source does not run now; null while it does. */
    public @Nullable String failure() {
        return supervision.report().problem();
    }

    private void run() {
        while (!closed) {
            supervision.starting();
            try {
                runOnce();
                if (!closed && !supervision.isRestartAsked()) {
                    supervision.ended();
                    awaitRestart();
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                if (closed || isShutdown(e)) {
                    return;
                }
                long wait = supervision.failed(String.valueOf(e.getMessage()));
                LOG.warn(
                        "source {} failed and is opened again in {} ms",
                        name(),
                        TimeUnit.NANOSECONDS.toMillis(wait),
                        e);
                try {
                    supervision.awaitAttempt();
                } catch (InterruptedException _) {
                    return;
                }
            }
        }
    }

    private void runOnce() throws InterruptedException {
        try (Source opened = opening.open(sealedPosition)) {
            source = opened;
            drive(opened);
        }
    }

    /** Holds no file and no connection meanwhile. */
    private synchronized void awaitRestart() throws InterruptedException {
        while (!closed && !supervision.isRestartAsked()) {
            wait();
        }
    }

    private synchronized void wake() {
        notifyAll();
    }

    private static boolean isShutdown(RuntimeException e) {
        return e instanceof TidemillException known
                && (known.errorCode() == ErrorCode.SHUTTING_DOWN
                        || known.errorCode() == ErrorCode.JOURNAL_FAILED
                        || known.errorCode() == ErrorCode.ENGINE_FAILED);
    }

    private void drive(Source opened) throws InterruptedException {
        while (!closed && !supervision.isRestartAsked()) {
            SourceBatch batch = opened.poll();
            supervision.running();
            if (batch != null) {
                admit(opened, batch);
            } else if (opened.state() == Source.State.FINISHED) {
                return;
            } else {
                long nanos = Math.clamp(opened.nanosUntilDue(), IDLE_NANOS_MIN, IDLE_NANOS_MAX);
                TimeUnit.NANOSECONDS.sleep(nanos);
            }
        }
    }

    /**
     * Admits a batch and waits until it is on disk. One at a time: were a later batch sealed after
     * an earlier one found the disk full, its position would pass over the earlier one's rows.
     */
    private void admit(Source opened, SourceBatch batch) throws InterruptedException {
        List<Ingest.SourceRows> parts = new ArrayList<>();
        for (SourceBatch.TableRows table : batch.tables()) {
            parts.add(new Ingest.SourceRows(table.table(), operation(table.write()), table.rows()));
        }
        InputEntry.SourcePosition position =
                new InputEntry.SourcePosition(opened.name(), batch.position());
        Ingest.awaitSealed(ingest.admitFromSource(parts, position, batch.eventTimeMicros()));
        sealedPosition = batch.position();
        rows.add(batch.size());
    }

    private static InputChange.Op operation(SourceBatch.Write write) {
        return switch (write) {
            case INSERT -> InputChange.Op.INSERT;
            case UPSERT -> InputChange.Op.UPSERT;
        };
    }

    /** Stops polling; what was admitted is sealed by the committer. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
