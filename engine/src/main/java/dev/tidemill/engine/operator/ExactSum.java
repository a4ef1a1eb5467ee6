package dev.tidemill.engine.operator;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.ColumnBuilder;
import dev.tidemill.algebra.column.Int128Column;
import dev.tidemill.algebra.column.IntColumn;
import dev.tidemill.algebra.column.LongColumn;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.type.DecimalType;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.expression.Int128;
import dev.tidemill.engine.expression.RowErrors;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * SUM and AVG of integers and decimals: a 128-bit sum and the number of values. A sum that left 128
 * bits would need 10^19 of the largest values, so it wraps unnoticed; a result beyond its type is
 * an error of the group.
 */
final class ExactSum implements Accumulator {
    private static final int SHORT_SHIFT_MAX = 18;
    private static final long[] POWERS = {
        1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000
    };

    private static final int HIGH = 8;
    private static final int COUNT = 16;

    private final int at;
    private final boolean average;
    private final int argumentScale;
    private final Type type;
    private final String expression;

    ExactSum(int at, boolean average, Type argument, Type type, String expression) {
        this.at = at;
        this.average = average;
        this.argumentScale = argument instanceof DecimalType decimal ? decimal.scale() : 0;
        this.type = type;
        this.expression = expression;
    }

    @Override
    public int width() {
        return 24;
    }

    @Override
    public void add(
            GroupedRows rows,
            @Nullable Column argument,
            long @Nullable [] weights,
            GroupCells cells) {
        CountAccumulator.addCounts(rows, weights, cells, at + COUNT);
        switch (requireNonNull(argument)) {
            case IntColumn c -> addInts(rows, c.values(), weights, cells);
            case LongColumn c -> addLongs(rows, c.values(), weights, cells);
            case Int128Column c -> addDecimals(rows, c, weights, cells);
            default -> throw new IllegalStateException("no exact sum of " + argument.type());
        }
    }

    /** Rows of one step cannot overflow a long: 2^31 of them times 2^31. */
    private void addInts(
            GroupedRows rows, int[] values, long @Nullable [] weights, GroupCells cells) {
        long[] sums = new long[cells.count()];
        int[] group = rows.group();
        int[] at = rows.rows();
        int count = rows.count();
        if (weights == null) {
            for (int k = 0; k < count; k++) {
                sums[group[k]] += values[at[k]];
            }
        } else {
            for (int k = 0; k < count; k++) {
                sums[group[k]] += weights[k] * values[at[k]];
            }
        }
        for (int g = 0; g < sums.length; g++) {
            merge(cells, g, sums[g] >> 63, sums[g]);
        }
    }

    private void addLongs(
            GroupedRows rows, long[] values, long @Nullable [] weights, GroupCells cells) {
        long[] high = new long[cells.count()];
        long[] low = new long[cells.count()];
        int[] group = rows.group();
        for (int k = 0; k < rows.count(); k++) {
            long value = values[rows.rows()[k]];
            long weight = weights == null ? 1 : weights[k];
            int g = group[k];
            long product = value * weight;
            long sum = low[g] + product;
            high[g] +=
                    Math.multiplyHigh(value, weight)
                            + (Long.compareUnsigned(sum, product) < 0 ? 1 : 0);
            low[g] = sum;
        }
        for (int g = 0; g < high.length; g++) {
            merge(cells, g, high[g], low[g]);
        }
    }

    private void addDecimals(
            GroupedRows rows, Int128Column column, long @Nullable [] weights, GroupCells cells) {
        Int128 product = new Int128();
        for (int k = 0; k < rows.count(); k++) {
            long weight = weights == null ? 1 : weights[k];
            if (weight == 0) {
                continue;
            }
            int row = rows.rows()[k];
            product.set(column.high()[row], column.low()[row]);
            product.multiply(weight >> 63, weight);
            merge(cells, rows.group()[k], product.high(), product.low());
        }
    }

    private void merge(GroupCells cells, int group, long high, long low) {
        long sum = cells.getLong(group, at) + low;
        long carry = Long.compareUnsigned(sum, low) < 0 ? 1 : 0;
        cells.putLong(group, at, sum);
        cells.addLong(group, at + HIGH, high + carry);
    }

    @Override
    public Column read(GroupCells cells, RowErrors failures) {
        ColumnBuilder out = ColumnBuilder.of(type, cells.count());
        Int128 value = new Int128();
        for (int g = 0; g < cells.count(); g++) {
            long count = cells.getLong(g, at + COUNT);
            value.set(cells.getLong(g, at + HIGH), cells.getLong(g, at));
            if (count == 0) {
                out.appendNull();
            } else if (!(average ? divide(value, count) : rescale(value)) || !append(value, out)) {
                String what =
                        type == Type.BIGINT ? "bigint out of range" : "numeric field overflow";
                failures.add(g, ErrorCode.NUMERIC_OVERFLOW, what, expression);
                out.appendNull();
            }
        }
        return out.build();
    }

    private boolean rescale(Int128 value) {
        return value.rescale(argumentScale, scale());
    }

    private int scale() {
        return type instanceof DecimalType decimal ? decimal.scale() : 0;
    }

    private boolean divide(Int128 value, long count) {
        long high = value.high();
        long low = value.low();
        int shift = scale() - argumentScale;
        if (shift >= 0
                && shift <= SHORT_SHIFT_MAX
                && value.fitsLong()
                && count > 0
                && count <= Integer.MAX_VALUE) {
            divideShort(value, count, shift);
            return true;
        }
        if (shift >= 0 && value.multiplyByPowerOfTen(shift)) {
            value.divideRounding(count >> 63, count);
            return true;
        }
        value.set(high, low);
        BigDecimal exact =
                value.toBigDecimal(argumentScale)
                        .divide(BigDecimal.valueOf(count), scale(), RoundingMode.HALF_UP);
        return value.set(exact, scale());
    }

    /**
     * The same for a sum of 64 bits: whole part and digits by three divisions of 64 bits, of which
     * none overflows, since a rest is below 2^31 and half of the digits are 9 at most.
     */
    static void divideShort(Int128 value, long count, int shift) {
        long sum = value.low();
        long first = POWERS[shift / 2];
        long second = POWERS[shift - shift / 2];
        long scaled = Math.abs(sum % count) * first;
        long rest = scaled % count * second;
        long digits = scaled / count * second + rest / count;
        if (rest % count * 2 >= count) {
            digits++;
        }
        value.set(sum / count);
        boolean _ = value.multiplyByPowerOfTen(shift);
        long signed = sum < 0 ? -digits : digits;
        boolean _ = value.add(signed >> 63, signed);
    }

    private boolean append(Int128 value, ColumnBuilder out) {
        if (type == Type.BIGINT) {
            if (value.fitsLong()) {
                out.appendLong(value.low());
            }
            return value.fitsLong();
        }
        boolean fits = value.fitsDigits(DecimalType.PRECISION_MAX);
        if (fits) {
            out.appendInt128(value.high(), value.low());
        }
        return fits;
    }
}
