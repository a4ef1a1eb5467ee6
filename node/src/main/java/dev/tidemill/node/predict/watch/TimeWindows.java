package dev.tidemill.node.predict.watch;

import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;
import dev.tidemill.node.record.PredictorRule;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What came of the predictions by the time in which their rows were due, so that a late label
 * counts where its row does. The newest windows are kept. For one thread.
 */
final class TimeWindows {
    private final WatchedRows<Long, TimeWindow> rows =
            new WatchedRows<>(WatchTables.WINDOWS, new Form());
    private long lengthMicros;
    private int windowsMax;
    private int classes;

    /** Windows up to this one are not kept any more. */
    private long droppedUpTo = Long.MIN_VALUE;

    /** One window. */
    private static final class TimeWindow {
        private final Outcomes outcomes;
        private int modelVersion;
        private long driftTick = -1;

        TimeWindow(Outcomes outcomes) {
            this.outcomes = outcomes;
        }
    }

    TimeWindows(PredictorRule rule) {
        use(rule);
    }

    /** Goes on by another rule; windows of another length begin anew. */
    void use(PredictorRule rule) {
        long length = TimeUnit.SECONDS.toMicros(rule.evaluation().window().toSeconds());
        if (length != lengthMicros || rule.classCount() != classes) {
            rows.clear();
            droppedUpTo = Long.MIN_VALUE;
        }
        lengthMicros = length;
        classes = rule.classCount();
        windowsMax = rule.evaluation().windowsMax();
        drop();
    }

    private void drop() {
        while (rows.values().size() > windowsMax) {
            long oldest =
                    rows.values().keySet().stream().mapToLong(Long::longValue).min().orElse(0);
            droppedUpTo = Math.max(droppedUpTo, oldest);
            rows.remove(oldest);
        }
    }

    /** The outcomes of a row's window, which changes; null when it is not kept any more. */
    @Nullable Outcomes at(Decided row) {
        TimeWindow window = window(row);
        return window == null ? null : window.outcomes;
    }

    private @Nullable TimeWindow window(Decided row) {
        long start = Math.floorDiv(row.micros(), lengthMicros) * lengthMicros;
        if (start <= droppedUpTo) {
            return null;
        }
        TimeWindow window = rows.values().get(start);
        if (window == null) {
            window = new TimeWindow(new Outcomes(classes));
        }
        window.modelVersion = Math.max(window.modelVersion, row.modelVersion());
        rows.put(start, window);
        drop();
        return window;
    }

    /** With a row's label errors were found to have risen. */
    void drifted(Decided row, long tick) {
        TimeWindow window = window(row);
        if (window != null) {
            window.driftTick = tick;
        }
    }

    WatchedRows<Long, ?> rows() {
        return rows;
    }

    void write(ModelWriter out) {
        rows.write(out);
        out.number(droppedUpTo);
    }

    void read(ModelReader in) {
        rows.read(in);
        droppedUpTo = in.whole();
    }

    private static final class Form implements WatchedRows.Form<Long, TimeWindow> {
        @Override
        public void addKey(Long start, List<@Nullable Object> row) {
            row.add(start);
        }

        @Override
        public void addValue(TimeWindow window, List<@Nullable Object> row) {
            row.add(window.modelVersion);
            window.outcomes.addTo(row);
            row.add(window.driftTick < 0 ? null : (Long) window.driftTick);
        }

        @Override
        public void writeKey(Long start, ModelWriter out) {
            out.number(start.longValue());
        }

        @Override
        public Long readKey(ModelReader in) {
            return in.whole();
        }

        @Override
        public void writeValue(TimeWindow window, ModelWriter out) {
            window.outcomes.write(out);
            out.number(window.modelVersion).number(window.driftTick);
        }

        @Override
        public TimeWindow readValue(ModelReader in) {
            TimeWindow window = new TimeWindow(Outcomes.read(in));
            window.modelVersion = in.integer();
            window.driftTick = in.whole();
            return window;
        }
    }
}
