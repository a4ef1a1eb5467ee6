package dev.tidemill.learning.stored;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Reads what {@link ModelWriter} wrote. Every length is checked against what is left before
 * anything is allocated, so damaged bytes cost no more memory than whole ones; they fail with
 * {@link ErrorCode#MODEL_CORRUPT}. For one thread.
 */
public final class ModelReader {
    /** An array with few places in use may be longer than its bytes, up to this. */
    private static final int SPARSE_LENGTH_MAX = 1 << 28;

    private final ByteBuffer buffer;

    public ModelReader(byte[] bytes) {
        this.buffer = ByteBuffer.wrap(requireNonNull(bytes, "bytes"));
    }

    public boolean flag() {
        return needs(1).get() != 0;
    }

    public int integer() {
        return needs(Integer.BYTES).getInt();
    }

    public long whole() {
        return needs(Long.BYTES).getLong();
    }

    public double real() {
        return Double.longBitsToDouble(whole());
    }

    public String text() {
        byte[] bytes = new byte[length(1)];
        buffer.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** What {@link ModelWriter#block} wrote. */
    public byte[] block() {
        byte[] bytes = new byte[length(1)];
        buffer.get(bytes);
        return bytes;
    }

    public int[] integers() {
        int[] values = new int[length(Integer.BYTES)];
        for (int i = 0; i < values.length; i++) {
            values[i] = buffer.getInt();
        }
        return values;
    }

    public long[] wholes() {
        long[] values = new long[length(Long.BYTES)];
        for (int i = 0; i < values.length; i++) {
            values[i] = buffer.getLong();
        }
        return values;
    }

    public double[] reals() {
        int length = integer();
        if (!flag()) {
            return allReals(length);
        }
        if (length < 0 || length > SPARSE_LENGTH_MAX) {
            throw corrupt("an array of %d places".formatted(length));
        }
        int used = length(Integer.BYTES + Double.BYTES);
        double[] values = new double[length];
        for (int i = 0; i < used; i++) {
            int at = integer();
            if (at < 0 || at >= length) {
                throw corrupt("place %d of %d".formatted(at, length));
            }
            values[at] = real();
        }
        return values;
    }

    private double[] allReals(int length) {
        if (length < 0 || length > buffer.remaining() / Double.BYTES) {
            throw corrupt("an array of %d numbers".formatted(length));
        }
        double[] values = new double[length];
        for (int i = 0; i < length; i++) {
            values[i] = buffer.getDouble();
        }
        return values;
    }

    /** As {@link #reals}, of a known length. */
    public double[] reals(int length) {
        double[] values = reals();
        if (values.length != length) {
            throw corrupt("%d numbers where %d belong".formatted(values.length, length));
        }
        return values;
    }

    /** A count of things that take at least {@code bytesEach} each. */
    public int length(int bytesEach) {
        int length = integer();
        if (length < 0 || length > buffer.remaining() / bytesEach) {
            throw corrupt("%d things of %d bytes".formatted(length, bytesEach));
        }
        return length;
    }

    /** Fails unless all was read. */
    public void end() {
        if (buffer.hasRemaining()) {
            throw corrupt("%d bytes more than were asked for".formatted(buffer.remaining()));
        }
    }

    private ByteBuffer needs(int bytes) {
        if (buffer.remaining() < bytes) {
            throw corrupt("%d bytes where %d belong".formatted(buffer.remaining(), bytes));
        }
        return buffer;
    }

    /** The error for bytes that say what cannot be; {@code what} names it. */
    public static TidemillException corrupt(String what) {
        return new TidemillException(
                        ErrorCode.MODEL_CORRUPT, "the model's bytes are damaged: " + what)
                .withHint("read the copy of an earlier checkpoint");
    }
}
