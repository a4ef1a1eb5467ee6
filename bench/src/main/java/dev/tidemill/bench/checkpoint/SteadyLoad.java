package dev.tidemill.bench.checkpoint;

import dev.tidemill.bench.GcPauses;
import dev.tidemill.connectors.format.ParsedRows;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.checkpoint.CheckpointMeter;
import dev.tidemill.node.ingest.AppendOptions;
import dev.tidemill.node.trace.TickTrace;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Changes by a timetable, which does not wait for slow ones, and how long after its time each can
 * be read: in {@link Pauses} of its own when a checkpoint was under way in any part of that time.
 */
final class SteadyLoad implements AutoCloseable {
    private static final int ROWS_PER_BATCH = 100;

    private final Tidemill mill;
    private final AccountRows rows;
    private final long intervalNanos;
    private final GcPauses collector = new GcPauses();
    private final Thread thread;
    private volatile Pauses quiet = new Pauses();
    private volatile Pauses beside = new Pauses();
    private volatile boolean stopped;

    SteadyLoad(Tidemill mill, AccountRows rows, int rowsPerSecond) {
        this.mill = mill;
        this.rows = rows;
        this.intervalNanos = 1_000_000_000L * ROWS_PER_BATCH / rowsPerSecond;
        this.thread = Thread.ofPlatform().name("load").daemon().start(this::run);
    }

    /** Forgets what was measured so far. */
    void restart() {
        quiet = new Pauses();
        beside = new Pauses();
    }

    Pauses quiet() {
        return quiet;
    }

    Pauses besideCheckpoints() {
        return beside;
    }

    private void run() {
        long due = System.nanoTime();
        while (!stopped) {
            due += intervalNanos;
            var batch = rows.changed(ROWS_PER_BATCH);
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            long time = due;
            CheckpointMeter before = mill.checkpoints();
            Thread.ofVirtual().start(() -> send(ParsedRows.of(batch), time, before));
        }
    }

    private void send(ParsedRows batch, long due, CheckpointMeter before) {
        try {
            long tick = mill.append(AccountRows.TABLE, batch, AppendOptions.embedded()).tick();
            if (!mill.await(tick, 60_000)) {
                throw new IllegalStateException("tick " + tick + " is not published");
            }
            long nanos = System.nanoTime() - due;
            long now = System.currentTimeMillis();
            CheckpointMeter after = mill.checkpoints();
            TickTrace trace = trace(tick);
            Pauses.Pause pause =
                    new Pauses.Pause(
                            nanos,
                            trace.commitNanos(),
                            trace.waitNanos(),
                            trace.engineNanos() + trace.publishNanos(),
                            1_000_000 * collector.millisBetween(now - nanos / 1_000_000, now));
            boolean underWay =
                    before.underWay() || after.underWay() || before.begun() != after.begun();
            (underWay ? beside : quiet).add(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A tick can be read a moment before its trace is there. */
    private TickTrace trace(long tick) throws InterruptedException {
        Optional<TickTrace> trace = mill.trace(tick);
        while (trace.isEmpty()) {
            Thread.sleep(1);
            trace = mill.trace(tick);
        }
        return trace.get();
    }

    @Override
    public void close() {
        stopped = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        collector.close();
    }
}
