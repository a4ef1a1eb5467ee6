package dev.tidemill.engine.operator;

import dev.tidemill.algebra.column.Column;

/**
 * The pairs that one side's changes have found in all partitions, in the order of the changes.
 *
 * @param asking rows of the changes
 * @param partners names of rows of the other side
 */
record FoundPairs(PairChanges changes, int[] asking, long[] partners) {
    static FoundPairs of(PairChanges changes, PairList[] lists) {
        int total = 0;
        for (PairList list : lists) {
            total = Math.addExact(total, list.size());
        }
        int[] asking = new int[total];
        long[] partners = new long[total];
        if (total > 0) {
            int[] next = starts(changes.size(), lists);
            for (PairList list : lists) {
                for (int i = 0; i < list.size(); i++) {
                    int row = list.asking()[i];
                    asking[next[row]] = row;
                    partners[next[row]++] = list.partners()[i];
                }
            }
        }
        return new FoundPairs(changes, asking, partners);
    }

    /** Where the pairs of each row begin. */
    private static int[] starts(int rows, PairList[] lists) {
        int[] starts = new int[rows + 1];
        for (PairList list : lists) {
            for (int i = 0; i < list.size(); i++) {
                starts[list.asking()[i] + 1]++;
            }
        }
        for (int row = 0; row < rows; row++) {
            starts[row + 1] += starts[row];
        }
        return starts;
    }

    int count() {
        return asking.length;
    }

    /** Whether each row of the changes is in one pair. */
    private boolean isEachOnce() {
        if (asking.length != changes.size()) {
            return false;
        }
        for (int i = 0; i < asking.length; i++) {
            if (asking[i] != i) {
                return false;
            }
        }
        return true;
    }

    /** The asking rows' values in one column; nothing is copied where each row is in one pair. */
    Column own(int field) {
        Column column = changes.batch().column(field);
        return isEachOnce() ? column : column.gather(asking, asking.length);
    }
}
