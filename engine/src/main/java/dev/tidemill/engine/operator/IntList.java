package dev.tidemill.engine.operator;

import java.util.Arrays;

/** A growing array of ints. */
final class IntList {
    private int[] values = new int[16];
    private int size;

    void add(int value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, size * 2);
        }
        values[size++] = value;
    }

    void addAll(IntList other) {
        if (size + other.size > values.length) {
            values = Arrays.copyOf(values, Math.max(size + other.size, size * 2));
        }
        System.arraycopy(other.values, 0, values, size, other.size);
        size += other.size;
    }

    void clear() {
        size = 0;
    }

    /** Takes back what was added after the first so many. */
    void truncate(int newSize) {
        size = newSize;
    }

    int get(int index) {
        return values[index];
    }

    int size() {
        return size;
    }

    /** The values, {@link #size} of them; shared. */
    int[] values() {
        return values;
    }
}
