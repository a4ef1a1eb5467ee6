package dev.tidemill.algebra.column;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.type.Physical;
import dev.tidemill.algebra.type.Type;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** BIGINT values, or TIMESTAMP and TIMESTAMPTZ as microseconds since 1970. */
public record LongColumn(Type type, int size, long[] values, boolean @Nullable [] nulls)
        implements Column {
    // Spelt out, since javac misplaces type annotations on a compact constructor's parameters.
    public LongColumn(Type type, int size, long[] values, boolean @Nullable [] nulls) {
        requireNonNull(values, "values");
        Column.requirePhysical(type, Physical.LONG);
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
    public LongColumn gather(int[] rows, int count) {
        long[] gathered = new long[count];
        for (int i = 0; i < count; i++) {
            gathered[i] = values[rows[i]];
        }
        return new LongColumn(type, count, gathered, Column.gatherNulls(nulls, rows, count));
    }

    @Override
    public LongColumn slice(int from, int to) {
        return new LongColumn(
                type,
                to - from,
                Arrays.copyOfRange(values, from, to),
                Column.sliceNulls(nulls, from, to));
    }

    @Override
    public LongColumn as(Type newType) {
        return new LongColumn(newType, size, values, nulls);
    }

    @Override
    public @Nullable Object value(int row) {
        return isNull(row) ? null : (Object) values[row];
    }
}
