package dev.tidemill.engine.operator;

import dev.tidemill.algebra.column.Column;

/** Finds the last row of each key of a batch. */
public final class LastOfKey {
    private LastOfKey() {}

    /** The last row of each distinct key, keys in order of first appearance. */
    public static int[] rows(Column[] keys, long[] hashes, int size) {
        int[] all = new int[size];
        for (int i = 0; i < size; i++) {
            all[i] = i;
        }
        LocalGroups groups = LocalGroups.of(keys, hashes, all, size);
        int[] last = new int[groups.count()];
        for (int i = 0; i < size; i++) {
            last[groups.group()[i]] = i;
        }
        return last;
    }
}
