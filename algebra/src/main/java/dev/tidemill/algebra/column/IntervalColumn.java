package dev.tidemill.algebra.column;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.type.Physical;
import dev.tidemill.algebra.type.Type;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** INTERVAL values in PostgreSQL's three parts. */
public record IntervalColumn(
        Type type, int size, int[] months, int[] days, long[] micros, boolean @Nullable [] nulls)
        implements Column {
    // Spelt out, since javac misplaces type annotations on a compact constructor's parameters.
    public IntervalColumn(
            Type type,
            int size,
            int[] months,
            int[] days,
            long[] micros,
            boolean @Nullable [] nulls) {
        requireNonNull(months, "months");
        requireNonNull(days, "days");
        requireNonNull(micros, "micros");
        Column.requirePhysical(type, Physical.INTERVAL);
        this.type = type;
        this.size = size;
        this.months = months;
        this.days = days;
        this.micros = micros;
        this.nulls = nulls;
    }

    @Override
    public Object storage() {
        return micros;
    }

    @Override
    public IntervalColumn gather(int[] rows, int count) {
        int[] gatheredMonths = new int[count];
        int[] gatheredDays = new int[count];
        long[] gatheredMicros = new long[count];
        for (int i = 0; i < count; i++) {
            gatheredMonths[i] = months[rows[i]];
            gatheredDays[i] = days[rows[i]];
            gatheredMicros[i] = micros[rows[i]];
        }
        return new IntervalColumn(
                type,
                count,
                gatheredMonths,
                gatheredDays,
                gatheredMicros,
                Column.gatherNulls(nulls, rows, count));
    }

    @Override
    public IntervalColumn slice(int from, int to) {
        return new IntervalColumn(
                type,
                to - from,
                Arrays.copyOfRange(months, from, to),
                Arrays.copyOfRange(days, from, to),
                Arrays.copyOfRange(micros, from, to),
                Column.sliceNulls(nulls, from, to));
    }

    @Override
    public IntervalColumn as(Type newType) {
        return new IntervalColumn(newType, size, months, days, micros, nulls);
    }

    @Override
    public @Nullable Object value(int row) {
        return isNull(row) ? null : new Interval(months[row], days[row], micros[row]);
    }
}
