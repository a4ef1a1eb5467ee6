package dev.tidemill.engine.state;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * How a page is read and written: a byte array of {@link #BYTES}, numbers in little-endian order at
 * any offset. Pages live on the Java heap, so a reader can never touch memory that was given back.
 */
public final class Page {
    /** Small enough that copying one per tick and touched page costs a microsecond. */
    public static final int BYTES = 8192;

    private static final VarHandle LONG = view(long[].class);
    private static final VarHandle INT = view(int[].class);
    private static final VarHandle SHORT = view(short[].class);
    private static final VarHandle DOUBLE = view(double[].class);

    private static final ValueLayout.OfLong LONGS =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INTS =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfDouble DOUBLES =
            ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private Page() {}

    private static VarHandle view(Class<?> array) {
        return MethodHandles.byteArrayViewVarHandle(array, ByteOrder.LITTLE_ENDIAN);
    }

    public static long getLong(byte[] page, int at) {
        return (long) LONG.get(page, at);
    }

    public static void putLong(byte[] page, int at, long value) {
        LONG.set(page, at, value);
    }

    public static int getInt(byte[] page, int at) {
        return (int) INT.get(page, at);
    }

    public static void putInt(byte[] page, int at, int value) {
        INT.set(page, at, value);
    }

    public static double getDouble(byte[] page, int at) {
        return (double) DOUBLE.get(page, at);
    }

    public static void putDouble(byte[] page, int at, double value) {
        DOUBLE.set(page, at, value);
    }

    /** An unsigned 16-bit number. */
    public static int getShort(byte[] page, int at) {
        return (short) SHORT.get(page, at) & 0xFFFF;
    }

    public static void putShort(byte[] page, int at, int value) {
        SHORT.set(page, at, (short) value);
    }

    static void copyIn(long[] source, int from, byte[] page, int at, int count) {
        MemorySegment.copy(source, from, MemorySegment.ofArray(page), LONGS, at, count);
    }

    static void copyIn(int[] source, int from, byte[] page, int at, int count) {
        MemorySegment.copy(source, from, MemorySegment.ofArray(page), INTS, at, count);
    }

    static void copyIn(double[] source, int from, byte[] page, int at, int count) {
        MemorySegment.copy(source, from, MemorySegment.ofArray(page), DOUBLES, at, count);
    }

    static void copyOut(byte[] page, int at, long[] target, int to, int count) {
        MemorySegment.copy(MemorySegment.ofArray(page), LONGS, at, target, to, count);
    }

    static void copyOut(byte[] page, int at, int[] target, int to, int count) {
        MemorySegment.copy(MemorySegment.ofArray(page), INTS, at, target, to, count);
    }

    static void copyOut(byte[] page, int at, double[] target, int to, int count) {
        MemorySegment.copy(MemorySegment.ofArray(page), DOUBLES, at, target, to, count);
    }
}
