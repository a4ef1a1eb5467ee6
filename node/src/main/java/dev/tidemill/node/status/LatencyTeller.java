package dev.tidemill.node.status;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.definitions.quality.ServiceLevel;
import dev.tidemill.engine.circuit.InputChange;
import dev.tidemill.node.ingest.Ingest;
import dev.tidemill.node.ingest.SystemTables;
import dev.tidemill.node.trace.LatencyWindow;
import dev.tidemill.node.trace.TableCounters;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes into the mill what was measured of the latencies that contracts promise. How long rows
 * take is no function of the rows, so it is journalled like any other input, and a replay has the
 * same alerts at the same ticks.
 *
 * <p>A look every second; a row is written when a promise is broken, or kept again, and otherwise
 * at most once a minute, so an idle mill makes no ticks of it. Nothing is written of a table before
 * the first batch since the start. Owned by the mill, on a thread of its own.
 */
public final class LatencyTeller implements AutoCloseable {
    /** Between two looks. */
    static final Duration LOOK = Duration.ofSeconds(1);

    /** Between two rows of a table that say the same of its promise. */
    static final Duration SAME = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(LatencyTeller.class);
    private static final double PROMISED_SHARE = 0.99;

    /** What was written last of a table. */
    private record Told(boolean kept, double millis, Instant at) {}

    private final Supplier<List<ServiceLevel>> levels;
    private final TableCounters counters;
    private final Ingest ingest;
    private final Map<String, Told> told = new HashMap<>();
    private final Thread thread;
    private volatile boolean running = true;

    /**
     * Begins to look.
     *
     * @param levels what is promised now
     */
    public LatencyTeller(
            Supplier<List<ServiceLevel>> levels, TableCounters counters, Ingest ingest) {
        this.levels = requireNonNull(levels, "levels");
        this.counters = requireNonNull(counters, "counters");
        this.ingest = requireNonNull(ingest, "ingest");
        this.thread = Thread.ofVirtual().name("latencies").start(this::lookOn);
    }

    private void lookOn() {
        try {
            while (running) {
                lookOnce();
                Thread.sleep(LOOK);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What cannot be written now, since there is no room or the mill closes, is written later. */
    private void lookOnce() throws InterruptedException {
        try {
            look(Instant.now());
        } catch (TidemillException e) {
            LOG.debug("latencies are told later: {}", e.message());
        }
    }

    private void look(Instant now) throws InterruptedException {
        for (ServiceLevel level : levels.get()) {
            LatencyWindow window = counters.latencyOf(level.table());
            if (level instanceof ServiceLevel.Latency promise
                    && window != null
                    && !window.isEmpty()) {
                double millis = window.millis(PROMISED_SHARE);
                Told measured = new Told(millis <= promise.boundMillis(), millis, now);
                if (isNews(measured, told.get(level.table()))) {
                    write(level.table(), measured);
                    told.put(level.table(), measured);
                }
            }
        }
    }

    private static boolean isNews(Told measured, @Nullable Told before) {
        return before == null
                || before.kept() != measured.kept()
                || (before.millis() != measured.millis()
                        && !before.at().plus(SAME).isAfter(measured.at()));
    }

    private void write(String table, Told measured) throws InterruptedException {
        BatchBuilder row = new BatchBuilder(SystemTables.LATENCY.schema(), 1);
        long micros = ChronoUnit.MICROS.between(Instant.EPOCH, measured.at());
        row.add(1, table, measured.millis(), micros);
        long ignored =
                Ingest.awaitSealed(
                        ingest.admitOwn(
                                List.of(
                                        new InputChange(
                                                SystemTables.LATENCY.name(),
                                                InputChange.Op.UPSERT,
                                                row.build())),
                                "latency"));
    }

    /** Returns when nothing more is written. */
    @Override
    public void close() {
        running = false;
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
