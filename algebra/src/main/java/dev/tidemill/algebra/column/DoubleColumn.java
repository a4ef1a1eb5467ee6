package dev.tidemill.algebra.column;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.type.Physical;
import dev.tidemill.algebra.type.Type;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** DOUBLE values. */
public record DoubleColumn(Type type, int size, double[] values, boolean @Nullable [] nulls)
        implements Column {
    // Spelt out, since javac misplaces type annotations on a compact constructor's parameters.
    public DoubleColumn(Type type, int size, double[] values, boolean @Nullable [] nulls) {
        requireNonNull(values, "values");
        Column.requirePhysical(type, Physical.DOUBLE);
        if (size < 0 || size > values.length || (nulls != null && size > nulls.length)) {
            throw new IllegalArgumentException("size " + size + " is over the arrays' length");
        }
        this.type = type;
        this.size = size;
        this.values = values;
        this.nulls = nulls;
    }

    @Override
    public Object storage() {
        return values;
    }

    @Override
    public DoubleColumn gather(int[] rows, int count) {
        double[] gathered = new double[count];
        for (int i = 0; i < count; i++) {
            gathered[i] = values[rows[i]];
        }
        return new DoubleColumn(type, count, gathered, Column.gatherNulls(nulls, rows, count));
    }

    @Override
    public DoubleColumn slice(int from, int to) {
        return new DoubleColumn(
                type,
                to - from,
                Arrays.copyOfRange(values, from, to),
                Column.sliceNulls(nulls, from, to));
    }

    @Override
    public DoubleColumn as(Type newType) {
        return new DoubleColumn(newType, size, values, nulls);
    }

    @Override
    public @Nullable Object value(int row) {
        return isNull(row) ? null : (Object) values[row];
    }
}
