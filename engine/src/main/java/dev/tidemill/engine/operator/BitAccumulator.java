package dev.tidemill.engine.operator;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.ColumnBuilder;
import dev.tidemill.algebra.column.IntColumn;
import dev.tidemill.algebra.column.LongColumn;
import dev.tidemill.algebra.plan.AggregateFunction;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.expression.RowErrors;
import org.jspecify.annotations.Nullable;

/**
 * BIT_AND, BIT_OR and BIT_XOR of INTEGER or BIGINT: how many values there are, and for each bit how
 * many of them have it, so that a value can be taken back. BIT_XOR, which takes back what it adds,
 * keeps the bits alone.
 */
final class BitAccumulator implements Accumulator {
    private static final int COUNT = 0;
    private static final int BITS = 8;

    private final int at;
    private final AggregateFunction function;
    private final Type type;
    private final int width;

    BitAccumulator(int at, AggregateFunction function, Type type) {
        this.at = at;
        this.function = function;
        this.type = type;
        this.width = type == Type.INTEGER ? Integer.SIZE : Long.SIZE;
    }

    @Override
    public int width() {
        return BITS + 8 * (isExclusive() ? 1 : width);
    }

    private boolean isExclusive() {
        return function == AggregateFunction.BIT_XOR;
    }

    @Override
    public void add(
            GroupedRows rows,
            @Nullable Column argument,
            long @Nullable [] weights,
            GroupCells cells) {
        CountAccumulator.addCounts(rows, weights, cells, at + COUNT);
        Column column = requireNonNull(argument);
        for (int k = 0; k < rows.count(); k++) {
            long weight = weights == null ? 1 : weights[k];
            if (weight != 0) {
                add(cells, rows.group()[k], value(column, rows.rows()[k]), weight);
            }
        }
    }

    /** The value's bits, and no others above them. */
    private static long value(Column column, int row) {
        return column instanceof IntColumn ints
                ? Integer.toUnsignedLong(ints.values()[row])
                : ((LongColumn) column).values()[row];
    }

    private void add(GroupCells cells, int group, long value, long weight) {
        if (isExclusive()) {
            if ((weight & 1) != 0) {
                cells.putLong(group, at + BITS, cells.getLong(group, at + BITS) ^ value);
            }
            return;
        }
        for (long rest = value; rest != 0; rest &= rest - 1) {
            cells.addLong(group, at + BITS + 8 * Long.numberOfTrailingZeros(rest), weight);
        }
    }

    @Override
    public Column read(GroupCells cells, RowErrors failures) {
        ColumnBuilder out = ColumnBuilder.of(type, cells.count());
        for (int g = 0; g < cells.count(); g++) {
            long count = cells.getLong(g, at + COUNT);
            if (count == 0) {
                out.appendNull();
            } else if (type == Type.INTEGER) {
                out.appendInt((int) bits(cells, g, count));
            } else {
                out.appendLong(bits(cells, g, count));
            }
        }
        return out.build();
    }

    private long bits(GroupCells cells, int group, long count) {
        if (isExclusive()) {
            return cells.getLong(group, at + BITS);
        }
        long least = function == AggregateFunction.BIT_AND ? count : 1;
        long bits = 0;
        for (int bit = 0; bit < width; bit++) {
            if (cells.getLong(group, at + BITS + 8 * bit) >= least) {
                bits |= 1L << bit;
            }
        }
        return bits;
    }
}
