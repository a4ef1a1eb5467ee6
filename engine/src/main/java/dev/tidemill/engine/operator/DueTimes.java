package dev.tidemill.engine.operator;

import dev.tidemill.algebra.column.ColumnBuilder;
import dev.tidemill.algebra.column.LongColumn;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.state.KeyEncoder;
import dev.tidemill.engine.state.OrderedCursor;
import dev.tidemill.engine.state.OrderedIndex;
import dev.tidemill.engine.state.Region;

/** Times in order, each with a number. Two segments. One thread at a time. */
final class DueTimes {
    private final OrderedIndex index;
    private final KeyEncoder encoder = new KeyEncoder();

    DueTimes(Region region, int firstSegment) {
        this.index = new OrderedIndex(region, firstSegment);
    }

    /** Adds to a time's number; a time whose number becomes 0 is removed. */
    void add(long time, long change) {
        encoder.clear().appendLong(time);
        index.add(encoder.bytes(), encoder.length(), change);
    }

    void put(long time, long number) {
        encoder.clear().appendLong(time);
        index.put(encoder.bytes(), encoder.length(), number);
    }

    long get(long time, long missing) {
        encoder.clear().appendLong(time);
        return index.get(encoder.bytes(), encoder.length(), missing);
    }

    void remove(long time) {
        encoder.clear().appendLong(time);
        index.remove(encoder.bytes(), encoder.length());
    }

    /** The times that are not after now, in order. */
    LongColumn until(long now) {
        ColumnBuilder due = ColumnBuilder.of(Type.BIGINT, 16);
        OrderedCursor cursor = index.cursor();
        encoder.clear().appendLong(now);
        boolean valid = cursor.first();
        while (valid && cursor.compareKey(encoder.bytes(), encoder.length()) <= 0) {
            due.appendLong(decoded(cursor.key()));
            valid = cursor.next();
        }
        return (LongColumn) due.build();
    }

    private static long decoded(byte[] key) {
        long value = 0;
        for (byte part : key) {
            value = (value << 8) | (part & 0xFF);
        }
        return value ^ Long.MIN_VALUE;
    }
}
