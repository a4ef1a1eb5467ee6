package dev.tidemill.algebra.column;

import dev.tidemill.algebra.type.ArrayType;
import dev.tidemill.algebra.type.Physical;
import dev.tidemill.algebra.type.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Walks the elements of an array as {@link ArrayWriter} wrote it: {@link #next} moves to the next
 * one. Reused for many arrays of one type; not thread-safe.
 */
public final class ArrayReader {
    private final Type element;
    private final Physical physical;
    private byte[] bytes = new byte[0];
    private int mark;
    private int end;

    public ArrayReader(ArrayType type) {
        element = type.element();
        physical = element.physical();
    }

    /** Begins before the first element of a value that is not NULL. */
    public ArrayReader start(BytesColumn arrays, int row) {
        return start(arrays.bytes(), arrays.start(row));
    }

    /** Begins before the first element. */
    public ArrayReader start(byte[] array, int from) {
        bytes = array;
        mark = from;
        end = from;
        return this;
    }

    /** Moves to the next element; false behind the last. */
    public boolean next() {
        mark = end;
        if (bytes[mark] == ArrayWriter.END) {
            return false;
        }
        end = mark + 1;
        if (bytes[mark] == ArrayWriter.VALUE) {
            end += width();
        }
        return true;
    }

    private int width() {
        return switch (physical) {
            case BOOL, INT, LONG, DOUBLE, INT128 -> physical.width();
            case INTERVAL -> 24;
            case BYTES -> {
                int at = end;
                while (bytes[at] != 0 || bytes[at + 1] != 0) {
                    at += bytes[at] == 0 ? 2 : 1;
                }
                yield at + 2 - end;
            }
        };
    }

    /** Moves to the element at a position that counts from 1; false when there is none. */
    public boolean moveTo(int position) {
        for (int i = 0; i < position; i++) {
            if (!next()) {
                return false;
            }
        }
        return position > 0;
    }

    public boolean isNull() {
        return bytes[mark] == ArrayWriter.NULL;
    }

    /** Whether this and another reader of the type stand at equal elements. */
    public boolean isSame(ArrayReader other) {
        return Arrays.equals(bytes, mark, end, other.bytes, other.mark, other.end);
    }

    /** How many elements an array has. */
    public int count(BytesColumn arrays, int row) {
        start(arrays, row);
        int count = 0;
        while (next()) {
            count++;
        }
        return count;
    }

    /** Appends the current element to a column of the elements' type. */
    public void appendTo(ColumnBuilder target) {
        if (isNull()) {
            target.appendNull();
            return;
        }
        int at = mark + 1;
        switch (physical) {
            case BOOL -> target.appendBoolean(bytes[at] != 0);
            case INT -> target.appendInt((int) bigEndian(at, 4) ^ Integer.MIN_VALUE);
            case LONG -> target.appendLong(bigEndian(at, 8) ^ Long.MIN_VALUE);
            case DOUBLE -> {
                long ordered = bigEndian(at, 8);
                long bits = ordered ^ ((~ordered >> 63) | Long.MIN_VALUE);
                target.appendDouble(Double.longBitsToDouble(bits));
            }
            case INT128 ->
                    target.appendInt128(bigEndian(at, 8) ^ Long.MIN_VALUE, bigEndian(at + 8, 8));
            case BYTES -> appendText(at, target);
            case INTERVAL -> appendInterval(at, target);
        }
    }

    /** Appends the elements that are left to a column of the elements' type. */
    public void appendRest(ColumnBuilder target) {
        while (next()) {
            appendTo(target);
        }
    }

    private void appendText(int from, ColumnBuilder target) {
        int stop = end - 2;
        int zeros = 0;
        for (int at = from; at < stop; at++) {
            zeros += bytes[at] == 0 ? 1 : 0;
        }
        if (zeros == 0) {
            target.appendBytes(bytes, from, stop - from);
            return;
        }
        byte[] text = new byte[stop - from - zeros];
        int at = from;
        for (int i = 0; i < text.length; i++) {
            text[i] = bytes[at];
            at += bytes[at] == 0 ? 2 : 1;
        }
        target.appendBytes(text, 0, text.length);
    }

    private void appendInterval(int at, ColumnBuilder target) {
        long wholeDays = bigEndian(at, 8) ^ Long.MIN_VALUE;
        long rest = bigEndian(at + 8, 8);
        int months = (int) bigEndian(at + 16, 4) ^ Integer.MIN_VALUE;
        int days = (int) bigEndian(at + 20, 4) ^ Integer.MIN_VALUE;
        long micros = (wholeDays - months * 30L - days) * Interval.MICROS_PER_DAY + rest;
        target.appendInterval(months, days, micros);
    }

    /** The elements that are left, in the form {@link Column#value} gives; for edges only. */
    public List<@Nullable Object> values() {
        ColumnBuilder builder = ColumnBuilder.of(element, 8);
        appendRest(builder);
        Column column = builder.build();
        List<@Nullable Object> values = new ArrayList<>(column.size());
        for (int i = 0; i < column.size(); i++) {
            values.add(column.value(i));
        }
        return Collections.unmodifiableList(values);
    }

    byte[] bytes() {
        return bytes;
    }

    int mark() {
        return mark;
    }

    int end() {
        return end;
    }

    private long bigEndian(int at, int count) {
        long value = 0;
        for (int i = at; i < at + count; i++) {
            value = (value << 8) | (bytes[i] & 0xFF);
        }
        return value;
    }
}
