package dev.tidemill.node.feature;

import dev.tidemill.definitions.feature.FeatureViewDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Keeps some of the answers that are served, one row of each and evenly in time, so many a minute
 * as a view wants. At the bound a sample is left out. Safe for all threads; never waits.
 */
final class SkewSampler {
    /** Samples that wait to be compared. */
    static final int WAITING_MAX = 512;

    private static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final BlockingQueue<Sample> waiting = new ArrayBlockingQueue<>(WAITING_MAX);

    /** By view, the time before which no other sample of it is taken. */
    private final Map<FeatureViewDefinition, AtomicLong> due = new ConcurrentHashMap<>();

    private final LongSupplier nanos;

    /** One row of an answer. */
    record Sample(FeatureAnswer answer, int row) {}

    /**
     * @param nanos a clock that goes on evenly
     */
    SkewSampler(LongSupplier nanos) {
        this.nanos = nanos;
    }

    void served(FeatureAnswer answer) {
        FeatureViewDefinition view = answer.view();
        if (!view.isRecorded() || view.samplesPerMinute() == 0 || answer.size() == 0) {
            return;
        }
        long now = nanos.getAsLong();
        AtomicLong next = due.get(view);
        if (next == null) {
            next = due.computeIfAbsent(view, _ -> new AtomicLong(now));
        }
        long at = next.get();
        boolean isDue = now - at >= 0;
        if (isDue && next.compareAndSet(at, now + MINUTE_NANOS / view.samplesPerMinute())) {
            int row = (int) Long.remainderUnsigned(at, answer.size());
            boolean ignored = waiting.offer(new Sample(answer, row));
        }
    }

    /** Forgets views that are gone. */
    void retain(List<FeatureViewDefinition> views) {
        due.keySet().retainAll(views);
    }

    /** All that wait, the oldest first. */
    List<Sample> take() {
        List<Sample> taken = new ArrayList<>();
        int ignored = waiting.drainTo(taken);
        return taken;
    }
}
