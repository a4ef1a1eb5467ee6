package dev.tidemill.algebra.column;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.type.Physical;
import dev.tidemill.algebra.type.Type;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** INTEGER values, or DATE as days since 1970-01-01. */
public record IntColumn(Type type, int size, int[] values, boolean @Nullable [] nulls)
        implements Column {
    // Spelt out, since javac misplaces type annotations on a compact constructor's parameters.
    public IntColumn(Type type, int size, int[] values, boolean @Nullable [] nulls) {
        requireNonNull(values, "values");
        Column.requirePhysical(type, Physical.INT);
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
    public IntColumn gather(int[] rows, int count) {
        int[] gathered = new int[count];
        for (int i = 0; i < count; i++) {
            gathered[i] = values[rows[i]];
        }
        return new IntColumn(type, count, gathered, Column.gatherNulls(nulls, rows, count));
    }

    @Override
    public IntColumn slice(int from, int to) {
        return new IntColumn(
                type,
                to - from,
                Arrays.copyOfRange(values, from, to),
                Column.sliceNulls(nulls, from, to));
    }

    @Override
    public IntColumn as(Type newType) {
        return new IntColumn(newType, size, values, nulls);
    }

    @Override
    public @Nullable Object value(int row) {
        return isNull(row) ? null : (Object) values[row];
    }
}
