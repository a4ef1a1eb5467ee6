package dev.tidemill.engine.operator;

import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.IntColumn;
import dev.tidemill.algebra.column.LongColumn;
import dev.tidemill.engine.state.KeyEncoder;
import dev.tidemill.engine.state.OrderedCursor;
import dev.tidemill.engine.state.OrderedIndex;
import dev.tidemill.engine.state.Region;
import java.util.Arrays;

/**
 * Times in order, each with what stands under it: a reference, and a number that goes with it. What
 * is below a bound is found at a cost of what is found. NULL has no place in it. Two segments. One
 * thread at a time.
 */
final class RetainedTimes {
    private static final int REFERENCE_AT = 8;

    private final OrderedIndex index;
    private final KeyEncoder encoder = new KeyEncoder();

    RetainedTimes(Region region, int firstSegment) {
        this.index = new OrderedIndex(region, firstSegment);
    }

    /** The time of a row; only of columns that bounds are for. */
    static long time(Column column, int row) {
        return switch (column) {
            case LongColumn c -> c.values()[row];
            case IntColumn c -> c.values()[row];
            default -> throw new IllegalStateException(column.type() + " is no time");
        };
    }

    void put(long time, long reference, long number) {
        encode(time, reference);
        index.put(encoder.bytes(), encoder.length(), number);
    }

    /** Adds to a number; what becomes 0 goes. */
    void add(long time, long reference, long change) {
        encode(time, reference);
        index.add(encoder.bytes(), encoder.length(), change);
    }

    void remove(long time, long reference) {
        encode(time, reference);
        index.remove(encoder.bytes(), encoder.length());
    }

    private void encode(long time, long reference) {
        encoder.clear().appendLong(time).appendLong(reference);
    }

    /** Removes and returns what stands below the bound. */
    Due takeBelow(long bound) {
        Due due = new Due();
        OrderedCursor cursor = index.cursor();
        encoder.clear().appendLong(bound);
        boolean valid = cursor.first();
        while (valid && cursor.compareKey(encoder.bytes(), encoder.length()) < 0) {
            byte[] key = cursor.key();
            due.add(decoded(key, 0), decoded(key, REFERENCE_AT), cursor.value());
            valid = cursor.next();
        }
        for (int i = 0; i < due.count(); i++) {
            remove(due.time(i), due.reference(i));
        }
        return due;
    }

    private static long decoded(byte[] key, int from) {
        long value = 0;
        for (int i = from; i < from + 8; i++) {
            value = (value << 8) | (key[i] & 0xFF);
        }
        return value ^ Long.MIN_VALUE;
    }

    /** What was below a bound, in the order of time. */
    static final class Due {
        private long[] entries = new long[48];
        private int count;

        private void add(long time, long reference, long number) {
            if (entries.length < 3 * count + 3) {
                entries = Arrays.copyOf(entries, entries.length * 2);
            }
            entries[3 * count] = time;
            entries[3 * count + 1] = reference;
            entries[3 * count++ + 2] = number;
        }

        int count() {
            return count;
        }

        long time(int i) {
            return entries[3 * i];
        }

        long reference(int i) {
            return entries[3 * i + 1];
        }

        long number(int i) {
            return entries[3 * i + 2];
        }
    }
}
