package dev.tidemill.engine.operator;

import dev.tidemill.engine.state.Page;

/**
 * Where the state of each local group stands: a page that may be written and the offset of the
 * group's own bytes in it.
 *
 * @param groupRows the groups' rows, which name them in the ordered index
 */
record GroupCells(byte[][] pages, int[] offsets, long[] groupRows, int count) {
    long getLong(int group, int at) {
        return Page.getLong(pages[group], offsets[group] + at);
    }

    void putLong(int group, int at, long value) {
        Page.putLong(pages[group], offsets[group] + at, value);
    }

    void addLong(int group, int at, long change) {
        putLong(group, at, getLong(group, at) + change);
    }
}
