package dev.tidemill.algebra.column;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidemill.algebra.type.ArrayType;
import dev.tidemill.algebra.type.DecimalType;
import dev.tidemill.algebra.type.Physical;
import dev.tidemill.algebra.type.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Grows one column value by value. Each append must fit the type's physical form. Not thread-safe;
 * {@link #build} hands the arrays over, after which the builder is empty and may be used again.
 */
public final class ColumnBuilder {
    private static final int CAPACITY_MIN = 16;

    /** Bytes of a text that room is made for at first. */
    private static final int BYTES_EXPECTED = 8;

    private static final boolean[] NO_BOOLEANS = new boolean[0];
    private static final int[] NO_INTS = new int[0];
    private static final long[] NO_LONGS = new long[0];
    private static final double[] NO_DOUBLES = new double[0];
    private static final byte[] NO_BYTES = new byte[0];

    /** Where the texts of a column without any end. */
    private static final int[] NO_ENDS = new int[1];

    private final Type type;
    private final Physical physical;
    private int size;

    /** Values that the arrays have room for; none before the first comes. */
    private int capacity;

    /** The room that the first value makes. */
    private int expected;

    private boolean anyNull;
    private boolean[] nulls = NO_BOOLEANS;
    private boolean[] booleans = NO_BOOLEANS;
    private int[] ints = NO_INTS;
    private int[] moreInts = NO_INTS;
    private long[] longs = NO_LONGS;
    private long[] moreLongs = NO_LONGS;
    private double[] doubles = NO_DOUBLES;
    private byte[] bytes = NO_BYTES;

    private ColumnBuilder(Type type, int expected) {
        this.type = type;
        this.physical = type.physical();
        this.expected = Math.max(CAPACITY_MIN, expected);
    }

    public static ColumnBuilder of(Type type, int expectedSize) {
        return new ColumnBuilder(type, expectedSize);
    }

    public Type type() {
        return type;
    }

    public int size() {
        return size;
    }

    /** About how many bytes the values take. */
    public long bytesHeld() {
        return physical == Physical.BYTES
                ? (long) size * Integer.BYTES + (size == 0 ? 0 : ints[size])
                : (long) size * physical.width();
    }

    private void grow() {
        capacity = capacity == 0 ? expected : Math.multiplyExact(capacity, 2);
        if (anyNull) {
            nulls = Arrays.copyOf(nulls, capacity);
        }
        switch (physical) {
            case BOOL -> booleans = Arrays.copyOf(booleans, capacity);
            case INT -> ints = Arrays.copyOf(ints, capacity);
            case LONG -> longs = Arrays.copyOf(longs, capacity);
            case DOUBLE -> doubles = Arrays.copyOf(doubles, capacity);
            case INT128 -> {
                longs = Arrays.copyOf(longs, capacity);
                moreLongs = Arrays.copyOf(moreLongs, capacity);
            }
            case BYTES -> ints = Arrays.copyOf(ints, capacity + 1);
            case INTERVAL -> {
                ints = Arrays.copyOf(ints, capacity);
                moreInts = Arrays.copyOf(moreInts, capacity);
                longs = Arrays.copyOf(longs, capacity);
            }
        }
    }

    private void ensureRoom() {
        if (size == capacity) {
            grow();
        }
    }

    public void appendNull() {
        ensureRoom();
        if (!anyNull) {
            anyNull = true;
            nulls = new boolean[capacity];
        }
        nulls[size] = true;
        if (physical == Physical.BYTES) {
            ints[size + 1] = ints[size];
        }
        size++;
    }

    public void appendBoolean(boolean value) {
        ensureRoom();
        booleans[size++] = value;
    }

    public void appendInt(int value) {
        ensureRoom();
        ints[size++] = value;
    }

    public void appendLong(long value) {
        ensureRoom();
        longs[size++] = value;
    }

    public void appendDouble(double value) {
        ensureRoom();
        doubles[size++] = value;
    }

    public void appendInt128(long high, long low) {
        ensureRoom();
        longs[size] = high;
        moreLongs[size++] = low;
    }

    /** Appends a UUID of these bits; a column keeps the first of them turned. */
    public void appendUuid(long mostSignificant, long leastSignificant) {
        appendInt128(mostSignificant ^ Long.MIN_VALUE, leastSignificant);
    }

    public void appendInterval(int months, int days, long micros) {
        ensureRoom();
        ints[size] = months;
        moreInts[size] = days;
        longs[size++] = micros;
    }

    /** Appends UTF-8 bytes; the caller vouches that they are valid. */
    public void appendBytes(byte[] source, int start, int length) {
        ensureRoom();
        int end = ints[size];
        if (bytes.length - end < length) {
            int least = bytes.length == 0 ? capacity * BYTES_EXPECTED : bytes.length * 2;
            bytes = Arrays.copyOf(bytes, Math.max(end + length, Math.max(64, least)));
        }
        System.arraycopy(source, start, bytes, end, length);
        ints[++size] = end + length;
    }

    public void appendText(String value) {
        byte[] encoded = value.getBytes(UTF_8);
        appendBytes(encoded, 0, encoded.length);
    }

    /** Appends a value in the form {@link Column#value} gives; for edges and tests only. */
    public void appendValue(@Nullable Object value) {
        if (value == null) {
            appendNull();
            return;
        }
        switch (physical) {
            case BOOL -> appendBoolean((Boolean) value);
            case INT -> appendInt(((Number) value).intValue());
            case LONG -> appendLong(((Number) value).longValue());
            case DOUBLE -> appendDouble(((Number) value).doubleValue());
            case INT128 -> {
                if (value instanceof UUID uuid) {
                    appendUuid(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
                } else {
                    appendDecimal((BigDecimal) value);
                }
            }
            case BYTES -> {
                if (value instanceof List<?> elements) {
                    ArrayWriter.of((ArrayType) type, elements).endInto(this);
                } else {
                    appendText((String) value);
                }
            }
            case INTERVAL -> {
                Interval interval = (Interval) value;
                appendInterval(interval.months(), interval.days(), interval.micros());
            }
        }
    }

    /** Appends a decimal, rounded half away from zero to the column's scale. */
    public void appendDecimal(BigDecimal value) {
        BigInteger unscaled =
                value.setScale(((DecimalType) type).scale(), RoundingMode.HALF_UP).unscaledValue();
        appendInt128(unscaled.shiftRight(64).longValue(), unscaled.longValue());
    }

    /** Appends row {@code row} of a column of the same physical form. */
    public void appendFrom(Column source, int row) {
        if (source.isNull(row)) {
            appendNull();
            return;
        }
        switch (source) {
            case BoolColumn c -> appendBoolean(c.values()[row]);
            case IntColumn c -> appendInt(c.values()[row]);
            case LongColumn c -> appendLong(c.values()[row]);
            case DoubleColumn c -> appendDouble(c.values()[row]);
            case Int128Column c -> appendInt128(c.high()[row], c.low()[row]);
            case BytesColumn c -> appendBytes(c.bytes(), c.start(row), c.length(row));
            case IntervalColumn c ->
                    appendInterval(c.months()[row], c.days()[row], c.micros()[row]);
        }
    }

    /** Takes back the last appended values so that {@code newSize} remain. */
    public void truncate(int newSize) {
        if (anyNull) {
            Arrays.fill(nulls, newSize, size, false);
        }
        size = newSize;
    }

    /** The column of what was appended; the arrays now belong to it. */
    public Column build() {
        boolean[] builtNulls = anyNull ? nulls : null;
        Column built =
                switch (physical) {
                    case BOOL -> new BoolColumn(type, size, booleans, builtNulls);
                    case INT -> new IntColumn(type, size, ints, builtNulls);
                    case LONG -> new LongColumn(type, size, longs, builtNulls);
                    case DOUBLE -> new DoubleColumn(type, size, doubles, builtNulls);
                    case INT128 -> new Int128Column(type, size, longs, moreLongs, builtNulls);
                    case BYTES ->
                            new BytesColumn(
                                    type, size, size == 0 ? NO_ENDS : ints, bytes, builtNulls);
                    case INTERVAL ->
                            new IntervalColumn(type, size, ints, moreInts, longs, builtNulls);
                };
        reset();
        return built;
    }

    private void reset() {
        size = 0;
        capacity = 0;
        expected = CAPACITY_MIN;
        anyNull = false;
        nulls = NO_BOOLEANS;
        booleans = NO_BOOLEANS;
        ints = NO_INTS;
        moreInts = NO_INTS;
        longs = NO_LONGS;
        moreLongs = NO_LONGS;
        doubles = NO_DOUBLES;
        bytes = NO_BYTES;
    }
}
