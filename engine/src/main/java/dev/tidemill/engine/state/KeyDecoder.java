package dev.tidemill.engine.state;

import dev.tidemill.algebra.column.ColumnBuilder;
import dev.tidemill.algebra.column.Interval;
import dev.tidemill.algebra.type.Type;

/** Reads values back from a key of {@link KeyEncoder}, one after another. Not thread-safe. */
public final class KeyDecoder {
    private byte[] bytes = new byte[0];
    private int at;

    /** Begins at a position of a key. */
    public KeyDecoder start(byte[] key, int from) {
        bytes = key;
        at = from;
        return this;
    }

    /** Where the next value begins. */
    public int position() {
        return at;
    }

    /** Appends the next value, which was encoded from a column of this type, to a builder. */
    public void read(Type type, boolean descending, ColumnBuilder target) {
        if (bytes[at++] != KeyEncoder.VALUE) {
            target.appendNull();
            return;
        }
        int flip = descending ? 0xFF : 0;
        switch (type.physical()) {
            case BOOL -> target.appendBoolean(((bytes[at++] & 0xFF) ^ flip) != 0);
            case INT -> target.appendInt((int) bigEndian(4, flip) ^ Integer.MIN_VALUE);
            case LONG -> target.appendLong(bigEndian(8, flip) ^ Long.MIN_VALUE);
            case DOUBLE -> {
                long ordered = bigEndian(8, flip);
                long bits = ordered ^ ((~ordered >> 63) | Long.MIN_VALUE);
                target.appendDouble(Double.longBitsToDouble(bits));
            }
            case INT128 -> {
                long high = bigEndian(8, flip) ^ Long.MIN_VALUE;
                target.appendInt128(high, bigEndian(8, flip));
            }
            case BYTES -> readText(flip, target);
            case INTERVAL -> readInterval(flip, target);
        }
    }

    private void readInterval(int flip, ColumnBuilder target) {
        long wholeDays = bigEndian(8, flip) ^ Long.MIN_VALUE;
        long rest = bigEndian(8, flip);
        int months = (int) bigEndian(4, flip) ^ Integer.MIN_VALUE;
        int days = (int) bigEndian(4, flip) ^ Integer.MIN_VALUE;
        long dayMicros = Interval.MICROS_PER_DAY;
        target.appendInterval(months, days, (wholeDays - months * 30L - days) * dayMicros + rest);
    }

    private void readText(int flip, ColumnBuilder target) {
        int end = at;
        int length = 0;
        while (((bytes[end] & 0xFF) ^ flip) != 0 || ((bytes[end + 1] & 0xFF) ^ flip) != 0) {
            end += ((bytes[end] & 0xFF) ^ flip) == 0 ? 2 : 1;
            length++;
        }
        byte[] text = new byte[length];
        for (int i = 0; i < length; i++) {
            text[i] = (byte) ((bytes[at] & 0xFF) ^ flip);
            at += text[i] == 0 ? 2 : 1;
        }
        at = end + 2;
        target.appendBytes(text, 0, length);
    }

    private long bigEndian(int count, int flip) {
        long value = 0;
        for (int i = 0; i < count; i++) {
            value = (value << 8) | ((bytes[at++] & 0xFF) ^ flip);
        }
        return value;
    }
}
