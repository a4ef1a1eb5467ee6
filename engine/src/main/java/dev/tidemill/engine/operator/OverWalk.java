package dev.tidemill.engine.operator;

import dev.tidemill.engine.state.OrderedCursor;
import dev.tidemill.engine.state.OrderedIndex;
import dev.tidemill.engine.state.OrderedIndexView;
import java.util.Arrays;
import java.util.List;

/**
 * Walks the rows of one partition as they were before a step and as they are after it, at once: the
 * index holds them as they are, the step's changes say what they were. Rows that left are met too.
 * One direction each; the index must not change meanwhile.
 */
final class OverWalk {
    private final OverChanges changes;
    private final OrderedCursor cursor;
    private final boolean forward;
    private boolean onIndex;
    private int change;
    private byte[] key = new byte[0];
    private long oldWeight;
    private long newWeight;

    private OverWalk(OrderedIndexView index, OverChanges changes, boolean forward) {
        this.changes = changes;
        this.cursor = index.cursor();
        this.forward = forward;
    }

    /** Begins before the smallest row not below a key, which is a row's or a partition's. */
    static OverWalk from(OrderedIndexView index, OverChanges changes, byte[] start) {
        OverWalk walk = new OverWalk(index, changes, true);
        walk.onIndex = walk.cursor.seekCeiling(start, start.length);
        walk.change = changes.ceiling(start);
        return walk;
    }

    /** Begins behind the largest row below a key. */
    static OverWalk before(OrderedIndexView index, OverChanges changes, byte[] end) {
        OverWalk walk = new OverWalk(index, changes, false);
        walk.onIndex = walk.cursor.seekBelow(end, end.length);
        walk.change = changes.ceiling(end) - 1;
        return walk;
    }

    /** Goes to the next row in the walk's direction; false at the partition's end. */
    boolean next() {
        byte[] prefix = changes.prefix();
        boolean inIndex = onIndex && cursor.keyStartsWith(prefix, prefix.length);
        boolean inChanges = change >= 0 && change < changes.size();
        if (!inIndex && !inChanges) {
            return false;
        }
        int order = order(inIndex, inChanges);
        long difference = 0;
        newWeight = 0;
        if (order >= 0) {
            key = changes.key(change);
            difference = changes.difference(change);
            change += forward ? 1 : -1;
        }
        if (order <= 0) {
            key = order == 0 ? key : cursor.key();
            newWeight = cursor.value();
            onIndex = forward ? cursor.next() : cursor.previous();
        }
        oldWeight = newWeight - difference;
        return true;
    }

    /** Below 0 when the index's row comes first, above 0 when the change's does, 0 for one row. */
    private int order(boolean inIndex, boolean inChanges) {
        if (!inChanges) {
            return -1;
        }
        if (!inIndex) {
            return 1;
        }
        byte[] changed = changes.key(change);
        int order = cursor.compareKey(changed, changed.length);
        return forward ? order : -order;
    }

    void addTo(OverStretch stretch) {
        stretch.add(key, oldWeight, newWeight);
    }

    long oldWeight() {
        return oldWeight;
    }

    long newWeight() {
        return newWeight;
    }

    /** The row's key. */
    byte[] key() {
        return key;
    }

    /**
     * What a step changes in one partition: rows in order and by how much their weights changed.
     *
     * @param prefix what all keys of the partition begin with
     */
    record OverChanges(byte[] prefix, List<byte[]> keys, long[] differences) {
        int size() {
            return keys.size();
        }

        byte[] key(int at) {
            return keys.get(at);
        }

        long difference(int at) {
            return differences[at];
        }

        void applyTo(OrderedIndex index) {
            for (int i = 0; i < keys.size(); i++) {
                index.add(keys.get(i), keys.get(i).length, differences[i]);
            }
        }

        /** The first change that is not below a key. */
        int ceiling(byte[] bound) {
            int low = 0;
            int high = keys.size();
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (Arrays.compareUnsigned(keys.get(middle), bound) < 0) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }
    }
}
