package dev.tidemill.node.feature;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.node.ingest.SystemTables;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How often each feature of each view was served otherwise than it was recorded. One thread.
 *
 * <p>SMAPE is the mean of {@code 2 |served - recomputed| / (|served| + |recomputed|)} over the
 * numbers that were compared, 0 for two zeros; NULL for features that are no numbers.
 */
final class SkewTally {
    private final Map<Name, Counts> counts = new TreeMap<>();

    private record Name(String view, String feature) implements Comparable<Name> {
        @Override
        public int compareTo(Name other) {
            int byView = view.compareTo(other.view);
            return byView != 0 ? byView : feature.compareTo(other.feature);
        }
    }

    private static final class Counts {
        private long checked;
        private long mismatched;
        private long missing;
        private long extra;
        private long numbers;
        private double smapeSum;
        private long lastTick;
    }

    /** Goes on with what a former process has counted. */
    void restore(Batch rows) {
        for (int row = 0; row < rows.size(); row++) {
            Counts count = new Counts();
            count.checked = (Long) Objects.requireNonNull(rows.column(2).value(row));
            count.mismatched = (Long) Objects.requireNonNull(rows.column(3).value(row));
            count.missing = (Long) Objects.requireNonNull(rows.column(4).value(row));
            count.extra = (Long) Objects.requireNonNull(rows.column(5).value(row));
            Object smape = rows.column(7).value(row);
            if (smape != null) {
                count.numbers = count.checked;
                count.smapeSum = (Double) smape * count.checked;
            }
            count.lastTick = (Long) Objects.requireNonNull(rows.column(8).value(row));
            counts.put(
                    new Name(
                            String.valueOf(rows.column(0).value(row)),
                            String.valueOf(rows.column(1).value(row))),
                    count);
        }
    }

    /**
     * Compares one value with what was recorded.
     *
     * @return whether they are the same
     */
    boolean compare(String view, String feature, long tick, Column served, Column recomputed) {
        return compare(new Name(view, feature), tick, served.value(0), recomputed.value(0));
    }

    private boolean compare(
            Name name, long tick, @Nullable Object served, @Nullable Object recomputed) {
        Counts count = counts.computeIfAbsent(name, _ -> new Counts());
        count.checked++;
        count.lastTick = Math.max(count.lastTick, tick);
        if (served instanceof Number one && recomputed instanceof Number other) {
            double sum = Math.abs(one.doubleValue()) + Math.abs(other.doubleValue());
            double apart = Math.abs(one.doubleValue() - other.doubleValue());
            count.numbers++;
            count.smapeSum += sum > 0 && Double.isFinite(sum) ? 2 * apart / sum : 0;
        }
        boolean same = Objects.equals(served, recomputed);
        if (!same && served == null) {
            count.missing++;
        } else if (!same && recomputed == null) {
            count.extra++;
        } else if (!same) {
            count.mismatched++;
        }
        return same;
    }

    /** The rows of {@link SystemTables#FEATURE_SKEW}. */
    Batch rows() {
        BatchBuilder rows = new BatchBuilder(SystemTables.FEATURE_SKEW.schema(), counts.size());
        counts.forEach(
                (name, count) -> {
                    long different = count.mismatched + count.missing + count.extra;
                    rows.column(0).appendText(name.view());
                    rows.column(1).appendText(name.feature());
                    rows.column(2).appendLong(count.checked);
                    rows.column(3).appendLong(count.mismatched);
                    rows.column(4).appendLong(count.missing);
                    rows.column(5).appendLong(count.extra);
                    rows.column(6).appendDouble((double) different / count.checked);
                    if (count.numbers > 0) {
                        rows.column(7).appendDouble(count.smapeSum / count.numbers);
                    } else {
                        rows.column(7).appendNull();
                    }
                    rows.column(8).appendLong(count.lastTick);
                    rows.endRow(1);
                });
        return rows.build();
    }
}
