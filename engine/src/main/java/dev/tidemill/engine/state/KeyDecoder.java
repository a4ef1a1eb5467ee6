package dev.tidemill.engine.state;

import dev.tidemill.algebra.column.ColumnBuilder;
import dev.tidemill.algebra.column.Interval;
import dev.tidemill.algebra.type.Physical;
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
            case DOUBLE -> target.appendDouble(unordered(bigEndian(8, flip)));
            case INT128 -> {
                long high = bigEndian(8, flip) ^ Long.MIN_VALUE;
                target.appendInt128(high, bigEndian(8, flip));
            }
            case BYTES -> readText(flip, target);
            case INTERVAL -> readInterval(flip, target);
        }
    }

    /** Whether the next value is NULL. */
    public boolean isAtNull() {
        return bytes[at] != KeyEncoder.VALUE;
    }

    /** The next value, which is an INT or a LONG and not NULL. */
    public long readWhole(Type type, boolean descending) {
        at++;
        int flip = descending ? 0xFF : 0;
        return type.physical() == Physical.INT
                ? (int) bigEndian(4, flip) ^ Integer.MIN_VALUE
                : bigEndian(8, flip) ^ Long.MIN_VALUE;
    }

    /** The next value, which is a DOUBLE and not NULL. */
    public double readDouble(boolean descending) {
        at++;
        return unordered(bigEndian(8, descending ? 0xFF : 0));
    }

    /** The next value, which has 128 bits and is not NULL: the upper half, then the lower. */
    public void readInt128(boolean descending, long[] halves) {
        at++;
        int flip = descending ? 0xFF : 0;
        halves[0] = bigEndian(8, flip) ^ Long.MIN_VALUE;
        halves[1] = bigEndian(8, flip);
    }

    private static double unordered(long ordered) {
        return Double.longBitsToDouble(ordered ^ ((~ordered >> 63) | Long.MIN_VALUE));
    }

    /** Passes over the next value, which was encoded from a column of this type. */
    public void skip(Type type, boolean descending) {
        if (bytes[at++] != KeyEncoder.VALUE) {
            return;
        }
        switch (type.physical()) {
            case BOOL -> at++;
            case INT -> at += 4;
            case LONG, DOUBLE -> at += 8;
            case INT128 -> at += 16;
            case INTERVAL -> at += 24;
            case BYTES -> {
                byte zero = descending ? (byte) 0xFF : 0;
                while (bytes[at] != zero || bytes[at + 1] != zero) {
                    at += bytes[at] == zero ? 2 : 1;
                }
                at += 2;
            }
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
