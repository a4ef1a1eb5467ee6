package dev.tidemill.node.predict;

import dev.tidemill.algebra.column.Batch;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One tick's changes of a table, by key, in the order in which keys first stand in them. A function
 * of the changes alone.
 */
final class KeyedChanges {
    private KeyedChanges() {}

    /** What became of a key. Owned by one call. */
    static final class Change {
        private int firstRow = -1;
        private int lastRow = -1;
        private int rows;
        private boolean left;

        /** The first row that came; −1 when none did. */
        int firstRow() {
            return firstRow;
        }

        /** The last row that came; −1 when none did. */
        int lastRow() {
            return lastRow;
        }

        /** How many came. */
        int rows() {
            return rows;
        }

        /** Whether a row of it went. */
        boolean left() {
            return left;
        }

        private void add(int row, long weight) {
            if (weight < 0) {
                left = true;
                return;
            }
            firstRow = firstRow < 0 ? row : firstRow;
            lastRow = row;
            rows++;
        }
    }

    /**
     * The changes by key; rows without one are left out.
     *
     * @param key where it stands in the rows
     */
    static Map<RowKey, Change> of(Batch changes, int[] key) {
        Map<RowKey, Change> byKey = new LinkedHashMap<>();
        for (int row = 0; row < changes.size(); row++) {
            RowKey found = RowKey.of(key, changes, row);
            if (found != null) {
                byKey.computeIfAbsent(found, _ -> new Change()).add(row, changes.weight(row));
            }
        }
        return byKey;
    }
}
