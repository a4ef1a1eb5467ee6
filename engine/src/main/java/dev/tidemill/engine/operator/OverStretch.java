package dev.tidemill.engine.operator;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.type.Schema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Consecutive rows of one partition, each with its weight before the step and after it. One thread.
 */
final class OverStretch {
    private final OverKeys keys;
    private final @Nullable SortValues sort;
    private final List<byte[]> rows = new ArrayList<>();
    private final IntList peerLengths = new IntList();
    private final LongList oldWeights = new LongList();
    private final LongList newWeights = new LongList();

    /**
     * @param sort where the values along which distances are measured go; null when none are
     */
    OverStretch(OverKeys keys, @Nullable SortValues sort) {
        this.keys = keys;
        this.sort = sort;
    }

    int size() {
        return rows.size();
    }

    void add(byte[] key, long oldWeight, long newWeight) {
        rows.add(key);
        peerLengths.add(keys.peerLength(key));
        oldWeights.add(Math.max(0, oldWeight));
        newWeights.add(Math.max(0, newWeight));
        if (sort != null) {
            keys.readSort(key, sort);
        }
    }

    /** Appends another stretch's rows, of which the last comes first. */
    void addReversed(OverStretch other) {
        for (int i = other.size() - 1; i >= 0; i--) {
            rows.add(other.rows.get(i));
            peerLengths.add(other.peerLengths.get(i));
            oldWeights.add(other.oldWeights.get(i));
            newWeights.add(other.newWeights.get(i));
        }
        if (sort != null && other.sort != null) {
            sort.addReversed(other.sort);
        }
    }

    byte[] key(int row) {
        return rows.get(row);
    }

    /** How often the row is there, before the step ({@code lane} 0) or after it (1). */
    long weight(int row, int lane) {
        return (lane == 0 ? oldWeights : newWeights).get(row);
    }

    boolean isChanged(int row) {
        return oldWeights.get(row) != newWeights.get(row);
    }

    SortValues sort() {
        if (sort == null) {
            throw new IllegalStateException("no distances are measured here");
        }
        return sort;
    }

    /** The bytes that the row shares with its peers. */
    byte[] peers(int row) {
        return Arrays.copyOf(rows.get(row), peerLengths.get(row));
    }

    static boolean arePeers(OverStretch a, int i, OverStretch b, int j) {
        int length = a.peerLengths.get(i);
        return length == b.peerLengths.get(j)
                && Arrays.equals(a.rows.get(i), 0, length, b.rows.get(j), 0, length);
    }

    /** Some of the rows as a batch without weights. */
    Batch batch(Schema schema, int from, int to) {
        BatchBuilder builder = new BatchBuilder(schema, to - from);
        for (int i = from; i < to; i++) {
            keys.decode(rows.get(i), builder);
            builder.endRow(1);
        }
        return builder.build();
    }
}
