package dev.tidemill.node.read;

import dev.tidemill.algebra.column.Batch;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Two multisets of rows held against each other. All values must be equal but DOUBLE ones, which
 * may differ by rounding: rows are paired by their other values and then compared number by number.
 */
final class RowBag {
    /** DuckDB adds DOUBLEs in another order; results agree to about twelve digits. */
    private static final double TOLERANCE = 1e-9;

    private static final int SAMPLE_MAX = 5;

    private final Map<List<@Nullable Object>, List<double[]>> live = new HashMap<>();
    private final Map<List<@Nullable Object>, List<double[]>> batch = new HashMap<>();
    private long liveRows;
    private long batchRows;

    void addLive(Batch rows) {
        liveRows += rows.size();
        add(rows, live);
    }

    void addBatch(Batch rows) {
        batchRows += rows.size();
        add(rows, batch);
    }

    private static void add(Batch rows, Map<List<@Nullable Object>, List<double[]>> side) {
        for (int row = 0; row < rows.size(); row++) {
            List<@Nullable Object> exact = new ArrayList<>();
            double[] doubles = new double[rows.columnCount()];
            int count = 0;
            for (@Nullable Object value : rows.row(row)) {
                switch (value) {
                    case Double number -> {
                        doubles[count++] = number;
                        exact.add(Double.class);
                    }
                    case BigDecimal decimal -> exact.add(decimal.stripTrailingZeros());
                    case null, default -> exact.add(value);
                }
            }
            side.computeIfAbsent(exact, key -> new ArrayList<>())
                    .add(java.util.Arrays.copyOf(doubles, count));
        }
    }

    Verification.TableResult compare(String table) {
        List<String> sample = new ArrayList<>();
        long mismatches = 0;
        java.util.Set<List<@Nullable Object>> keys = new java.util.LinkedHashSet<>(live.keySet());
        keys.addAll(batch.keySet());
        for (List<@Nullable Object> key : keys) {
            List<double[]> left = sorted(live.get(key));
            List<double[]> right = sorted(batch.get(key));
            long wrong = differences(left, right);
            if (wrong > 0 && sample.size() < SAMPLE_MAX) {
                sample.add("live " + text(key, left) + ", batch " + text(key, right));
            }
            mismatches += wrong;
        }
        return new Verification.TableResult(table, liveRows, batchRows, mismatches, sample, null);
    }

    private static List<double[]> sorted(@Nullable List<double[]> rows) {
        List<double[]> sorted = rows == null ? new ArrayList<>() : new ArrayList<>(rows);
        sorted.sort(java.util.Arrays::compare);
        return sorted;
    }

    private static long differences(List<double[]> left, List<double[]> right) {
        int paired = Math.min(left.size(), right.size());
        long wrong = Math.max((long) left.size(), right.size()) - paired;
        for (int i = 0; i < paired; i++) {
            if (!close(left.get(i), right.get(i))) {
                wrong++;
            }
        }
        return wrong;
    }

    private static boolean close(double[] left, double[] right) {
        for (int i = 0; i < left.length; i++) {
            double scale = Math.max(1, Math.max(Math.abs(left[i]), Math.abs(right[i])));
            boolean rounded =
                    Double.isFinite(scale) && Math.abs(left[i] - right[i]) <= TOLERANCE * scale;
            if (Double.compare(left[i], right[i]) != 0 && !rounded) {
                return false;
            }
        }
        return true;
    }

    private static String text(List<@Nullable Object> key, List<double[]> rows) {
        TreeSet<String> doubles = new TreeSet<>();
        rows.stream().limit(SAMPLE_MAX).forEach(row -> doubles.add(java.util.Arrays.toString(row)));
        String exact =
                key.stream()
                        .map(value -> value == Double.class ? "·" : String.valueOf(value))
                        .toList()
                        .toString();
        return rows.isEmpty() ? "no row " + exact : rows.size() + " × " + exact + " " + doubles;
    }
}
