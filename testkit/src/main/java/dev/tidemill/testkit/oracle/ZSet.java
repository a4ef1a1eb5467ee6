package dev.tidemill.testkit.oracle;

import dev.tidemill.algebra.column.Batch;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rows with weights. No row has weight 0. Rows are lists of the plain objects that columns give;
 * negative zero counts as zero, so that rows which SQL calls equal are one row. Not thread-safe.
 */
public final class ZSet {
    private final Map<List<@Nullable Object>, Long> weights = new LinkedHashMap<>();

    /** A copy of a batch. */
    public static ZSet of(Batch batch) {
        ZSet set = new ZSet();
        set.addAll(batch);
        return set;
    }

    public ZSet copy() {
        ZSet copy = new ZSet();
        copy.addAll(this);
        return copy;
    }

    public ZSet add(List<? extends @Nullable Object> row, long weight) {
        List<@Nullable Object> key = normalized(row);
        long sum = Math.addExact(weights.getOrDefault(key, 0L), weight);
        if (sum == 0) {
            weights.remove(key);
        } else {
            weights.put(key, sum);
        }
        return this;
    }

    public ZSet addAll(ZSet other) {
        other.weights.forEach(this::add);
        return this;
    }

    public ZSet addAll(Batch batch) {
        for (int row = 0; row < batch.size(); row++) {
            add(batch.row(row), batch.weight(row));
        }
        return this;
    }

    /** What must be added to {@code other} to give this. */
    public ZSet minus(ZSet other) {
        ZSet difference = copy();
        other.weights.forEach((row, weight) -> difference.add(row, -weight));
        return difference;
    }

    public long weight(List<? extends @Nullable Object> row) {
        return weights.getOrDefault(normalized(row), 0L);
    }

    /** Rows and weights, in the order of their first insertion. */
    public Map<List<@Nullable Object>, Long> weights() {
        return Collections.unmodifiableMap(weights);
    }

    /** Distinct rows. */
    public int size() {
        return weights.size();
    }

    public boolean isEmpty() {
        return weights.isEmpty();
    }

    /** The sum of all weights. */
    public long totalWeight() {
        return weights.values().stream().mapToLong(Long::longValue).sum();
    }

    /** True when some row's weight is negative. */
    public boolean hasNegative() {
        return weights.values().stream().anyMatch(weight -> weight < 0);
    }

    private static List<@Nullable Object> normalized(List<? extends @Nullable Object> row) {
        List<@Nullable Object> normalized = new ArrayList<>(row.size());
        for (Object value : row) {
            normalized.add(value instanceof Double number && number == 0 ? (Object) 0.0 : value);
        }
        return Collections.unmodifiableList(normalized);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ZSet that && weights.equals(that.weights);
    }

    @Override
    public int hashCode() {
        return weights.hashCode();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        weights.forEach(
                (row, weight) -> text.append(weight).append(" × ").append(row).append('\n'));
        return text.toString();
    }
}
