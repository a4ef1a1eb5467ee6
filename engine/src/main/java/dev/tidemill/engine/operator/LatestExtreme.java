package dev.tidemill.engine.operator;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.ColumnBuilder;
import dev.tidemill.algebra.column.DoubleColumn;
import dev.tidemill.algebra.column.IntColumn;
import dev.tidemill.algebra.column.LongColumn;
import dev.tidemill.algebra.type.Physical;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.expression.RowErrors;
import org.jspecify.annotations.Nullable;

/** MIN or MAX over rows that are never taken back: the value so far, as a long in its order. */
record LatestExtreme(int at, boolean greatest, Type type) implements Accumulator {
    private static final int VALUE = 8;

    static boolean supports(Type type) {
        return type.physical() == Physical.INT
                || type.physical() == Physical.LONG
                || type.physical() == Physical.DOUBLE;
    }

    @Override
    public int width() {
        return 16;
    }

    @Override
    public void add(
            GroupedRows rows,
            @Nullable Column argument,
            long @Nullable [] weights,
            GroupCells cells) {
        Column column = requireNonNull(argument);
        for (int k = 0; k < rows.count(); k++) {
            if (weights != null && weights[k] == 0) {
                continue;
            }
            int group = rows.group()[k];
            long value = ordered(column, rows.rows()[k]);
            boolean better =
                    cells.getLong(group, at) == 0
                            || (greatest
                                    ? value > cells.getLong(group, at + VALUE)
                                    : value < cells.getLong(group, at + VALUE));
            if (better) {
                cells.putLong(group, at, 1);
                cells.putLong(group, at + VALUE, value);
            }
        }
    }

    private static long ordered(Column column, int row) {
        return switch (column) {
            case IntColumn c -> c.values()[row];
            case LongColumn c -> c.values()[row];
            case DoubleColumn c -> flip(Double.doubleToLongBits(c.values()[row] + 0.0));
            default -> throw new IllegalStateException("no long order of " + column.type());
        };
    }

    /** Bits of a double to a long in the same order, and back. */
    private static long flip(long bits) {
        return bits ^ ((bits >> 63) & Long.MAX_VALUE);
    }

    @Override
    public Column read(GroupCells cells, RowErrors failures) {
        ColumnBuilder out = ColumnBuilder.of(type, cells.count());
        for (int g = 0; g < cells.count(); g++) {
            long value = cells.getLong(g, at + VALUE);
            if (cells.getLong(g, at) == 0) {
                out.appendNull();
            } else if (type.physical() == Physical.INT) {
                out.appendInt((int) value);
            } else if (type.physical() == Physical.LONG) {
                out.appendLong(value);
            } else {
                out.appendDouble(Double.longBitsToDouble(flip(value)));
            }
        }
        return out.build();
    }
}
