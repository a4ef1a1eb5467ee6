package dev.tidemill.algebra.column;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.type.DecimalType;
import dev.tidemill.algebra.type.Physical;
import dev.tidemill.algebra.type.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Values of 128 bits, {@code high * 2^64 + unsigned(low)}: DECIMAL as its unscaled integer, UUID
 * with its first bit turned.
 */
public record Int128Column(Type type, int size, long[] high, long[] low, boolean @Nullable [] nulls)
        implements Column {
    // Spelt out, since javac misplaces type annotations on a compact constructor's parameters.
    public Int128Column(Type type, int size, long[] high, long[] low, boolean @Nullable [] nulls) {
        requireNonNull(high, "high");
        requireNonNull(low, "low");
        Column.requirePhysical(type, Physical.INT128);
        if (size < 0 || size > high.length || size > low.length) {
            throw new IllegalArgumentException("size " + size + " is over the arrays' length");
        }
        this.type = type;
        this.size = size;
        this.high = high;
        this.low = low;
        this.nulls = nulls;
    }

    @Override
    public Object storage() {
        return low;
    }

    @Override
    public Int128Column gather(int[] rows, int count) {
        long[] gatheredHigh = new long[count];
        long[] gatheredLow = new long[count];
        for (int i = 0; i < count; i++) {
            gatheredHigh[i] = high[rows[i]];
            gatheredLow[i] = low[rows[i]];
        }
        return new Int128Column(
                type, count, gatheredHigh, gatheredLow, Column.gatherNulls(nulls, rows, count));
    }

    @Override
    public Int128Column slice(int from, int to) {
        return new Int128Column(
                type,
                to - from,
                Arrays.copyOfRange(high, from, to),
                Arrays.copyOfRange(low, from, to),
                Column.sliceNulls(nulls, from, to));
    }

    @Override
    public Int128Column as(Type newType) {
        return new Int128Column(newType, size, high, low, nulls);
    }

    /** The scale of the values; 0 for UUID. */
    public int scale() {
        return type instanceof DecimalType decimal ? decimal.scale() : 0;
    }

    @Override
    public @Nullable Object value(int row) {
        if (isNull(row)) {
            return null;
        }
        return type == Type.UUID
                ? UuidText.value(high[row], low[row])
                : new BigDecimal(unscaled(high[row], low[row]), scale());
    }

    /** The 128-bit integer as a BigInteger, for edges only. */
    public static BigInteger unscaled(long high, long low) {
        return BigInteger.valueOf(high)
                .shiftLeft(64)
                .or(BigInteger.valueOf(low).and(UNSIGNED_LONG_MASK));
    }

    private static final BigInteger UNSIGNED_LONG_MASK =
            BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);
}
