package dev.tidemill.algebra.column;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.type.ArrayType;
import dev.tidemill.algebra.type.Physical;
import dev.tidemill.algebra.type.Type;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * TEXT and JSON as UTF-8 bytes, arrays as {@link ArrayWriter} writes them: value {@code i} is
 * {@code bytes[offsets[i] .. offsets[i + 1])}. A NULL has length 0.
 */
public record BytesColumn(
        Type type, int size, int[] offsets, byte[] bytes, boolean @Nullable [] nulls)
        implements Column {
    // Spelt out, since javac misplaces type annotations on a compact constructor's parameters.
    public BytesColumn(
            Type type, int size, int[] offsets, byte[] bytes, boolean @Nullable [] nulls) {
        requireNonNull(bytes, "bytes");
        Column.requirePhysical(type, Physical.BYTES);
        if (size < 0 || size + 1 > offsets.length) {
            throw new IllegalArgumentException("size " + size + " is over the offsets' length");
        }
        this.type = type;
        this.size = size;
        this.offsets = offsets;
        this.bytes = bytes;
        this.nulls = nulls;
    }

    public int start(int row) {
        return offsets[row];
    }

    public int length(int row) {
        return offsets[row + 1] - offsets[row];
    }

    @Override
    public long bytesHeld() {
        return (long) size * Integer.BYTES + offsets[size] - offsets[0];
    }

    /** The value as a String; the empty string for NULL. For edges only. */
    public String text(int row) {
        return new String(bytes, offsets[row], length(row), UTF_8);
    }

    @Override
    public Object storage() {
        return bytes;
    }

    @Override
    public BytesColumn gather(int[] rows, int count) {
        int[] gatheredOffsets = new int[count + 1];
        int total = 0;
        for (int i = 0; i < count; i++) {
            total += length(rows[i]);
            gatheredOffsets[i + 1] = total;
        }
        byte[] gathered = new byte[total];
        for (int i = 0; i < count; i++) {
            int start = offsets[rows[i]];
            int target = gatheredOffsets[i];
            int length = gatheredOffsets[i + 1] - target;
            if (length <= 16) {
                for (int b = 0; b < length; b++) {
                    gathered[target + b] = bytes[start + b];
                }
            } else {
                System.arraycopy(bytes, start, gathered, target, length);
            }
        }
        return new BytesColumn(
                type, count, gatheredOffsets, gathered, Column.gatherNulls(nulls, rows, count));
    }

    @Override
    public BytesColumn slice(int from, int to) {
        return new BytesColumn(
                type,
                to - from,
                Arrays.copyOfRange(offsets, from, to + 1),
                bytes,
                Column.sliceNulls(nulls, from, to));
    }

    @Override
    public BytesColumn as(Type newType) {
        return new BytesColumn(newType, size, offsets, bytes, nulls);
    }

    @Override
    public @Nullable Object value(int row) {
        if (isNull(row)) {
            return null;
        }
        return type instanceof ArrayType array
                ? new ArrayReader(array).start(bytes, start(row)).values()
                : text(row);
    }

    /** True when two values have the same bytes; NULLs are not looked at. */
    public boolean sameBytes(int row, BytesColumn other, int otherRow) {
        return Arrays.equals(
                bytes,
                offsets[row],
                offsets[row + 1],
                other.bytes,
                other.offsets[otherRow],
                other.offsets[otherRow + 1]);
    }
}
