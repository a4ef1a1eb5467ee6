package dev.tidemill.learning.stored;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Numbers, texts and arrays, big-endian, one after the other; {@link ModelReader} reads them back
 * in the same order. Doubles keep their bits. For one thread.
 */
public final class ModelWriter {
    private ByteBuffer buffer = ByteBuffer.allocate(1024);

    public ModelWriter flag(boolean value) {
        room(1).put((byte) (value ? 1 : 0));
        return this;
    }

    public ModelWriter number(int value) {
        room(Integer.BYTES).putInt(value);
        return this;
    }

    public ModelWriter number(long value) {
        room(Long.BYTES).putLong(value);
        return this;
    }

    public ModelWriter number(double value) {
        return number(Double.doubleToRawLongBits(value));
    }

    public ModelWriter text(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        number(bytes.length);
        room(bytes.length).put(bytes);
        return this;
    }

    /** Bytes that mean something to somebody else. */
    public ModelWriter block(byte[] value) {
        number(value.length);
        room(value.length).put(value);
        return this;
    }

    public ModelWriter numbers(int[] values) {
        number(values.length);
        room(Math.multiplyExact(values.length, Integer.BYTES));
        for (int value : values) {
            buffer.putInt(value);
        }
        return this;
    }

    public ModelWriter numbers(long[] values) {
        number(values.length);
        room(Math.multiplyExact(values.length, Long.BYTES));
        for (long value : values) {
            buffer.putLong(value);
        }
        return this;
    }

    /** The places that are not zero, when these are fewer than half; otherwise all. */
    public ModelWriter numbers(double[] values) {
        int used = 0;
        for (double value : values) {
            used += isZero(value) ? 0 : 1;
        }
        boolean sparse = used < values.length / 2;
        number(values.length).flag(sparse);
        if (sparse) {
            number(used);
        }
        for (int i = 0; i < values.length; i++) {
            if (!sparse) {
                number(values[i]);
            } else if (!isZero(values[i])) {
                number(i).number(values[i]);
            }
        }
        return this;
    }

    /** A negative zero is not left out, as it would come back as a positive one. */
    private static boolean isZero(double value) {
        return Double.doubleToRawLongBits(value) == 0;
    }

    /** A copy of what was written. */
    public byte[] bytes() {
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    private ByteBuffer room(int bytes) {
        if (buffer.remaining() < bytes) {
            int size = Math.max(buffer.capacity() * 2, Math.addExact(buffer.position(), bytes));
            buffer = ByteBuffer.allocate(size).put(buffer.flip());
        }
        return buffer;
    }
}
