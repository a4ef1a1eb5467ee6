package dev.tidemill.algebra.column;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.type.Physical;
import dev.tidemill.algebra.type.Type;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Truth values; NULL is unknown. */
public record BoolColumn(Type type, int size, boolean[] values, boolean @Nullable [] nulls)
        implements Column {
    // Spelt out, since javac misplaces type annotations on a compact constructor's parameters.
    public BoolColumn(Type type, int size, boolean[] values, boolean @Nullable [] nulls) {
        requireNonNull(values, "values");
        Column.requirePhysical(type, Physical.BOOL);
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
    public BoolColumn gather(int[] rows, int count) {
        boolean[] gathered = new boolean[count];
        for (int i = 0; i < count; i++) {
            gathered[i] = values[rows[i]];
        }
        return new BoolColumn(type, count, gathered, Column.gatherNulls(nulls, rows, count));
    }

    @Override
    public BoolColumn slice(int from, int to) {
        return new BoolColumn(
                type,
                to - from,
                Arrays.copyOfRange(values, from, to),
                Column.sliceNulls(nulls, from, to));
    }

    @Override
    public BoolColumn as(Type newType) {
        return new BoolColumn(newType, size, values, nulls);
    }

    @Override
    public @Nullable Object value(int row) {
        return isNull(row) ? null : (Object) values[row];
    }
}
