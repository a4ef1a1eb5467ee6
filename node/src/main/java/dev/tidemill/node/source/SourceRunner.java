package dev.tidemill.node.source;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.connectors.source.Source;
import dev.tidemill.connectors.source.SourceBatch;
import dev.tidemill.engine.circuit.InputChange;
import dev.tidemill.node.ingest.Ingest;
import dev.tidemill.node.record.InputEntry;
import dev.tidemill.node.trace.RateMeter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Polls one source and admits what it gives, restarting it with growing waits when it fails. A new
 * attempt opens the source at the position that was sealed last, so nothing is lost or repeated.
 *
 * <p>Runs on a thread of its own until it is closed or the source is finished.
 */
public final class SourceRunner implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SourceRunner.class);

    private static final long IDLE_NANOS_MIN = 100_000;
    private static final long IDLE_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long RESTART_MILLIS_MAX = 30_000;

    /** Opens the source at a position; null is the beginning. */
    @FunctionalInterface
    public interface Opening {
        Source open(byte @Nullable [] position);
    }

    private final String name;
    private final Opening opening;
    private final Ingest ingest;
    private final RateMeter rows = new RateMeter(System::nanoTime);
    private final Thread thread;
    private byte @Nullable [] sealedPosition;
    private volatile @Nullable Source source;
    private volatile @Nullable String failure;
    private volatile boolean closed;

    public SourceRunner(String name, Opening opening, Ingest ingest, byte @Nullable [] position) {
        this.name = name;
        this.opening = opening;
        this.ingest = ingest;
        this.sealedPosition = position;
        this.thread = Thread.ofPlatform().name("source-" + name).daemon().unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    public String name() {
        return name;
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
        return failure;
    }

    private void run() {
        long wait = 250;
        while (!closed) {
            try (Source opened = opening.open(sealedPosition)) {
                source = opened;
                failure = null;
                drive(opened);
                return;
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                if (closed || isShutdown(e)) {
                    return;
                }
                failure = String.valueOf(e.getMessage());
                LOG.warn("source {} failed and is opened again in {} ms", name, wait, e);
                if (!pause(wait)) {
                    return;
                }
                wait = Math.min(wait * 2, RESTART_MILLIS_MAX);
            }
        }
    }

    private static boolean isShutdown(RuntimeException e) {
        return e instanceof TidemillException known
                && (known.errorCode() == ErrorCode.SHUTTING_DOWN
                        || known.errorCode() == ErrorCode.JOURNAL_FAILED
                        || known.errorCode() == ErrorCode.ENGINE_FAILED);
    }

    private void drive(Source opened) throws InterruptedException {
        while (!closed) {
            SourceBatch batch = opened.poll();
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

    private boolean pause(long millis) {
        try {
            Thread.sleep(millis);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
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
