package dev.tidemill.algebra.column;

import dev.tidemill.algebra.type.Type;
import org.jspecify.annotations.Nullable;

/**
 * Two columns of one type to be read as if the second stood behind the first, without joining them.
 *
 * @param first its rows are numbered from 0
 * @param second its rows are numbered from the first one's size
 */
public record ColumnPick(Column first, Column second) {
    /**
     * The two as one.
     *
     * @throws IllegalArgumentException when the types differ
     */
    public static ColumnPick of(Column first, Column second) {
        if (!first.type().equals(second.type())) {
            throw new IllegalArgumentException(first.type() + " and " + second.type());
        }
        return new ColumnPick(first, second);
    }

    /** The rows at {@code rows[0..count)}, copied, in that order. */
    public Column gather(int[] rows, int count) {
        Type type = first.type();
        int split = first.size();
        boolean[] nulls = nulls(rows, count);
        return switch (first) {
            case BoolColumn a -> {
                boolean[] one = a.values();
                boolean[] two = ((BoolColumn) second).values();
                boolean[] values = new boolean[count];
                for (int i = 0; i < count; i++) {
                    int row = rows[i];
                    values[i] = row < split ? one[row] : two[row - split];
                }
                yield new BoolColumn(type, count, values, nulls);
            }
            case IntColumn a -> {
                int[] one = a.values();
                int[] two = ((IntColumn) second).values();
                int[] values = new int[count];
                for (int i = 0; i < count; i++) {
                    int row = rows[i];
                    values[i] = row < split ? one[row] : two[row - split];
                }
                yield new IntColumn(type, count, values, nulls);
            }
            case LongColumn a ->
                    new LongColumn(
                            type,
                            count,
                            longs(a.values(), ((LongColumn) second).values(), rows, count),
                            nulls);
            case DoubleColumn a -> {
                double[] one = a.values();
                double[] two = ((DoubleColumn) second).values();
                double[] values = new double[count];
                for (int i = 0; i < count; i++) {
                    int row = rows[i];
                    values[i] = row < split ? one[row] : two[row - split];
                }
                yield new DoubleColumn(type, count, values, nulls);
            }
            case Int128Column a -> {
                Int128Column b = (Int128Column) second;
                yield new Int128Column(
                        type,
                        count,
                        longs(a.high(), b.high(), rows, count),
                        longs(a.low(), b.low(), rows, count),
                        nulls);
            }
            case BytesColumn a -> bytes(a, (BytesColumn) second, rows, count, nulls);
            case IntervalColumn _ -> {
                ColumnBuilder builder = ColumnBuilder.of(type, count);
                for (int i = 0; i < count; i++) {
                    int row = rows[i];
                    if (row < split) {
                        builder.appendFrom(first, row);
                    } else {
                        builder.appendFrom(second, row - split);
                    }
                }
                yield builder.build();
            }
        };
    }

    private static BytesColumn bytes(
            BytesColumn one, BytesColumn two, int[] rows, int count, boolean @Nullable [] nulls) {
        int split = one.size();
        int[] ends = new int[count + 1];
        for (int i = 0; i < count; i++) {
            int row = rows[i];
            int length = row < split ? one.length(row) : two.length(row - split);
            ends[i + 1] = Math.addExact(ends[i], length);
        }
        byte[] bytes = new byte[ends[count]];
        for (int i = 0; i < count; i++) {
            boolean isFirst = rows[i] < split;
            byte[] source = isFirst ? one.bytes() : two.bytes();
            int start = isFirst ? one.start(rows[i]) : two.start(rows[i] - split);
            System.arraycopy(source, start, bytes, ends[i], ends[i + 1] - ends[i]);
        }
        return new BytesColumn(one.type(), count, ends, bytes, nulls);
    }

    private long[] longs(long[] one, long[] two, int[] rows, int count) {
        int split = first.size();
        long[] values = new long[count];
        for (int i = 0; i < count; i++) {
            int row = rows[i];
            values[i] = row < split ? one[row] : two[row - split];
        }
        return values;
    }

    private boolean @Nullable [] nulls(int[] rows, int count) {
        boolean[] one = first.nulls();
        boolean[] two = second.nulls();
        if (one == null && two == null) {
            return null;
        }
        int split = first.size();
        boolean[] nulls = new boolean[count];
        boolean any = false;
        for (int i = 0; i < count; i++) {
            int row = rows[i];
            nulls[i] = row < split ? one != null && one[row] : two != null && two[row - split];
            any |= nulls[i];
        }
        return any ? nulls : null;
    }
}
