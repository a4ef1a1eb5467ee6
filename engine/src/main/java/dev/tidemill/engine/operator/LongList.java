package dev.tidemill.engine.operator;

import java.util.Arrays;

/** A growing array of longs. */
final class LongList {
    private long[] values = new long[16];
    private int size;

    void add(long value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, size * 2);
        }
        values[size++] = value;
    }

    long get(int index) {
        return values[index];
    }

    void clear() {
        size = 0;
    }

    /** Takes back what was added after the first so many. */
    void truncate(int newSize) {
        size = newSize;
    }

    long[] toArray() {
        return Arrays.copyOf(values, size);
    }

    int size() {
        return size;
    }

    /** The values, {@link #size} of them; shared. */
    long[] values() {
        return values;
    }
}
