package dev.tidemill.engine.state;

import dev.tidemill.algebra.column.BoolColumn;
import dev.tidemill.algebra.column.BytesColumn;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.DoubleColumn;
import dev.tidemill.algebra.column.Int128Column;
import dev.tidemill.algebra.column.IntColumn;
import dev.tidemill.algebra.column.IntervalColumn;
import dev.tidemill.algebra.column.LongColumn;
import java.util.Arrays;

/**
 * Writes values one after another as bytes whose unsigned order is the values' order: -0 equals 0,
 * NaN is the greatest double, text is ordered by code point, decimals of one scale by value. NULLs
 * stand first or last as asked, whatever the direction. Reused for many keys; not thread-safe.
 */
public final class KeyEncoder {
    static final int NULL_FIRST = 0;
    static final int VALUE = 1;
    static final int NULL_LAST = 2;

    private byte[] bytes = new byte[64];
    private int length;

    /** Begins a new key. */
    public KeyEncoder clear() {
        length = 0;
        return this;
    }

    /** The key's bytes, {@link #length} of them; shared, overwritten by the next key. */
    public byte[] bytes() {
        return bytes;
    }

    public int length() {
        return length;
    }

    /** Takes back what was appended after the first {@code newLength} bytes. */
    public KeyEncoder truncate(int newLength) {
        length = newLength;
        return this;
    }

    public byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    /** Appends a value ascending with NULL last, as PostgreSQL orders by default. */
    public KeyEncoder append(Column column, int row) {
        return append(column, row, false, false);
    }

    /** Appends one value of a column. */
    public KeyEncoder append(Column column, int row, boolean descending, boolean nullsFirst) {
        if (column.isNull(row)) {
            appendByte(nullsFirst ? NULL_FIRST : NULL_LAST);
            return this;
        }
        appendByte(VALUE);
        int start = length;
        switch (column) {
            case BoolColumn c -> appendByte(c.values()[row] ? 1 : 0);
            case IntColumn c -> appendBigEndian(c.values()[row] ^ Integer.MIN_VALUE, 4);
            case LongColumn c -> appendBigEndian(c.values()[row] ^ Long.MIN_VALUE, 8);
            case DoubleColumn c -> appendBigEndian(orderedBits(c.values()[row]), 8);
            case Int128Column c -> {
                appendBigEndian(c.high()[row] ^ Long.MIN_VALUE, 8);
                appendBigEndian(c.low()[row], 8);
            }
            case BytesColumn c -> appendText(c.bytes(), c.start(row), c.length(row));
            case IntervalColumn c ->
                    appendInterval(c.months()[row], c.days()[row], c.micros()[row]);
        }
        if (descending) {
            for (int i = start; i < length; i++) {
                bytes[i] = (byte) ~bytes[i];
            }
        }
        return this;
    }

    /** Appends a value of an INTEGER or DATE column, or of one of the columns of longs. */
    public KeyEncoder appendWhole(long value, boolean isInt) {
        appendByte(VALUE);
        if (isInt) {
            appendBigEndian((int) value ^ Integer.MIN_VALUE, 4);
        } else {
            appendBigEndian(value ^ Long.MIN_VALUE, 8);
        }
        return this;
    }

    /** Appends a byte in the place of a value's first, above 2 to stand behind all values. */
    public KeyEncoder appendTag(int tag) {
        appendByte(tag);
        return this;
    }

    /** Appends what stands after all values of a column and before its NULLs. */
    public KeyEncoder appendAfterValues() {
        appendByte(NULL_LAST);
        return this;
    }

    /** Appends a number as eight bytes in signed order, for example a row to make a key unique. */
    public KeyEncoder appendLong(long value) {
        appendBigEndian(value ^ Long.MIN_VALUE, 8);
        return this;
    }

    /** Appends the number of a row in four bytes, in the rows' order. */
    public KeyEncoder appendRow(long row) {
        appendBigEndian(row, 4);
        return this;
    }

    static long orderedBits(double value) {
        long bits = RowHash.canonicalBits(value);
        return bits ^ ((bits >> 63) | Long.MIN_VALUE);
    }

    private void appendInterval(int months, int days, long micros) {
        appendBigEndian(RowHash.wholeDays(months, days, micros) ^ Long.MIN_VALUE, 8);
        appendBigEndian(RowHash.restMicros(micros), 8);
        // The parts, so that the value can be read back; they only order equal intervals.
        appendBigEndian(months ^ Integer.MIN_VALUE, 4);
        appendBigEndian(days ^ Integer.MIN_VALUE, 4);
    }

    /**
     * A zero byte becomes 00 FF; 00 00 ends the text, so that a prefix stands before its longer.
     */
    private void appendText(byte[] source, int start, int count) {
        ensureRoom(2 * count + 2);
        for (int i = start; i < start + count; i++) {
            bytes[length++] = source[i];
            if (source[i] == 0) {
                bytes[length++] = (byte) 0xFF;
            }
        }
        bytes[length++] = 0;
        bytes[length++] = 0;
    }

    private void appendByte(int value) {
        ensureRoom(1);
        bytes[length++] = (byte) value;
    }

    private void appendBigEndian(long value, int count) {
        ensureRoom(count);
        for (int shift = 8 * (count - 1); shift >= 0; shift -= 8) {
            bytes[length++] = (byte) (value >>> shift);
        }
    }

    private void ensureRoom(int count) {
        if (bytes.length - length < count) {
            bytes = Arrays.copyOf(bytes, Math.max(length + count, bytes.length * 2));
        }
    }
}
