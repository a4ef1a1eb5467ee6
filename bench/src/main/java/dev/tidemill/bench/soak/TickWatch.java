package dev.tidemill.bench.soak;

import dev.tidemill.bench.Durations;
import dev.tidemill.bench.GcPauses;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.trace.TickTrace;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Follows every tick from its seal until it can be read, and says of the slow ones what the time
 * went into. Ticks are not measured while the soak collects garbage itself.
 */
final class TickWatch implements AutoCloseable {
    private static final long LOOK_MILLIS = 10;
    private static final int SLOW_KEPT = 50;
    private static final int STACKS = 4;

    private final Tidemill mill;
    private final GcPauses collector;
    private final EngineSamples engine;
    private final double limitMillis;
    private final Durations ticks = new Durations();
    private final Durations work = new Durations();
    private final Durations commits = new Durations();
    private final List<String> slow = new ArrayList<>();
    private final Thread thread;
    private long slowTotal;
    private long next;
    private double worstSince;
    private volatile boolean measuring;
    private volatile boolean stopped;

    TickWatch(Tidemill mill, GcPauses collector, double limitMillis) {
        this.mill = mill;
        this.collector = collector;
        this.limitMillis = limitMillis;
        this.engine = new EngineSamples();
        this.thread = Thread.ofPlatform().name("tick watch").daemon().start(this::run);
    }

    /** Ticks that are published from now on are measured, or not. */
    void measure(boolean whether) {
        measuring = whether;
    }

    private void run() {
        next = published() + 1;
        try {
            while (!stopped) {
                Thread.sleep(LOOK_MILLIS);
                engine.take();
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private long published() {
        try (var tick = mill.pin()) {
            return tick.tick();
        }
    }

    private void look() {
        long last = published();
        if (!measuring) {
            next = last + 1;
            return;
        }
        while (next <= last) {
            Optional<TickTrace> trace = mill.trace(next);
            if (trace.isEmpty()) {
                // A tick is published a moment before its trace is there.
                return;
            }
            add(trace.get());
            next++;
        }
    }

    private synchronized void add(TickTrace trace) {
        long done = trace.engineNanos() + trace.publishNanos();
        long all = trace.waitNanos() + done;
        ticks.add(all);
        work.add(done);
        commits.add(trace.commitNanos());
        double millis = all / 1e6;
        worstSince = Math.max(worstSince, millis);
        if (millis > limitMillis) {
            slowTotal++;
            if (slow.size() < SLOW_KEPT) {
                slow.add(told(trace, all));
            }
        }
    }

    private String told(TickTrace trace, long all) {
        long from = trace.sealedAtMillis();
        long until = from + all / 1_000_000;
        return String.format(
                Locale.ROOT,
                "tick %d of %,d rows took %.1f ms: waited %.1f, computed %.1f, published %.1f;"
                        + " garbage collection %d ms, the engine's thread had a processor for %d ms;"
                        + " changes %s; seen %s",
                trace.tick(),
                trace.rows(),
                all / 1e6,
                trace.waitNanos() / 1e6,
                trace.engineNanos() / 1e6,
                trace.publishNanos() / 1e6,
                collector.millisBetween(from, until),
                engine.cpuMillis(from, until),
                trace.records().stream().map(TickTrace.RecordTrace::table).distinct().toList(),
                engine.stacks(from, until, STACKS));
    }

    /** The longest tick since this was asked last, in milliseconds. */
    synchronized double worstSinceLast() {
        double most = worstSince;
        worstSince = 0;
        return most;
    }

    /** From the seal until the tick can be read. */
    Durations ticks() {
        return ticks;
    }

    /** What the engine's thread does for the tick. */
    Durations work() {
        return work;
    }

    /** Writing and forcing the journal, before the seal. */
    Durations commits() {
        return commits;
    }

    synchronized long slowTotal() {
        return slowTotal;
    }

    /** What the first slow ticks were made of. */
    synchronized List<String> slow() {
        return List.copyOf(slow);
    }

    @Override
    public void close() {
        stopped = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
