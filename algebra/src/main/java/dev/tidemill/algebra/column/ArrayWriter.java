package dev.tidemill.algebra.column;

import dev.tidemill.algebra.type.ArrayType;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes arrays, element after element, as bytes whose unsigned order is the arrays' order: by the
 * first element that differs, NULL last, then the shorter first. Each element is a mark and, unless
 * it is NULL, its value in order-preserving form; a mark ends the array. So state, keys and journal
 * take an array as they take a text. -0 is written as 0 and every NaN as one, as equal values must
 * be. Reused for many arrays; not thread-safe.
 */
public final class ArrayWriter {
    static final int END = 0;
    static final int VALUE = 1;
    static final int NULL = 2;

    private byte[] bytes = new byte[64];
    private int length;

    /** The array of these elements, in the form {@link Column#value} gives; for edges only. */
    public static ArrayWriter of(ArrayType type, List<? extends @Nullable Object> elements) {
        ColumnBuilder builder = ColumnBuilder.of(type.element(), elements.size());
        elements.forEach(builder::appendValue);
        Column column = builder.build();
        ArrayWriter writer = new ArrayWriter();
        for (int i = 0; i < column.size(); i++) {
            writer.append(column, i);
        }
        return writer;
    }

    /** Begins a new array. */
    public ArrayWriter clear() {
        length = 0;
        return this;
    }

    /** Bytes written so far. */
    public int length() {
        return length;
    }

    /** Appends the array to a column of its type, and begins a new one. */
    public void endInto(ColumnBuilder target) {
        appendByte(END);
        target.appendBytes(bytes, 0, length);
        length = 0;
    }

    public ArrayWriter appendNull() {
        appendByte(NULL);
        return this;
    }

    /** Appends a value of a column of the elements' type. */
    public ArrayWriter append(Column column, int row) {
        if (column.isNull(row)) {
            return appendNull();
        }
        appendByte(VALUE);
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
        return this;
    }

    /** Appends the element at which a reader of an array of the same type stands. */
    public ArrayWriter append(ArrayReader reader) {
        int count = reader.end() - reader.mark();
        ensureRoom(count);
        System.arraycopy(reader.bytes(), reader.mark(), bytes, length, count);
        length += count;
        return this;
    }

    /** Whether what was written is the element at which a reader stands. */
    public boolean isAt(ArrayReader reader) {
        return Arrays.equals(bytes, 0, length, reader.bytes(), reader.mark(), reader.end());
    }

    /** Appends all elements of an array of the same type. */
    public ArrayWriter appendAll(BytesColumn arrays, int row) {
        int count = arrays.length(row) - 1;
        ensureRoom(count);
        System.arraycopy(arrays.bytes(), arrays.start(row), bytes, length, count);
        length += count;
        return this;
    }

    private static long orderedBits(double value) {
        long bits = value == 0 ? 0L : Double.doubleToLongBits(value);
        return bits ^ ((bits >> 63) | Long.MIN_VALUE);
    }

    /** Whole days and the rest order intervals; the parts let the value be read back. */
    private void appendInterval(int months, int days, long micros) {
        long wholeDays = months * 30L + days + Math.floorDiv(micros, Interval.MICROS_PER_DAY);
        appendBigEndian(wholeDays ^ Long.MIN_VALUE, 8);
        appendBigEndian(Math.floorMod(micros, Interval.MICROS_PER_DAY), 8);
        appendBigEndian(months ^ Integer.MIN_VALUE, 4);
        appendBigEndian(days ^ Integer.MIN_VALUE, 4);
    }

    /** A zero byte becomes 00 FF and 00 00 ends the text, so that a prefix stands first. */
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
            bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(length, count), 2 * bytes.length));
        }
    }
}
