package dev.tidemill.engine.expression;

import dev.tidemill.algebra.column.BoolColumn;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.ColumnBuilder;
import dev.tidemill.algebra.column.IntColumn;
import dev.tidemill.algebra.column.LongColumn;
import dev.tidemill.algebra.expr.InList;
import dev.tidemill.algebra.expr.Literal;
import dev.tidemill.algebra.type.Type;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Whether a value is among sorted constants; a NULL constant makes an absent value NULL. */
final class InListKernel implements Kernel {
    private final Kernel input;
    private final Column sorted;
    private final long[] sortedLongs;
    private final boolean containsNull;

    InListKernel(InList list, Kernel input) {
        this.input = input;
        this.containsNull = list.values().stream().anyMatch(literal -> literal.value() == null);
        ColumnBuilder builder = ColumnBuilder.of(list.input().type(), list.values().size());
        for (Literal literal : list.values()) {
            if (literal.value() != null) {
                builder.appendValue(literal.value());
            }
        }
        this.sorted = sorted(builder.build());
        this.sortedLongs = longs(sorted);
    }

    private static Column sorted(Column column) {
        int[] order =
                IntStream.range(0, column.size())
                        .boxed()
                        .sorted(comparator(column))
                        .mapToInt(Integer::intValue)
                        .toArray();
        return column.gather(order, order.length);
    }

    private static Comparator<Integer> comparator(Column column) {
        return (a, b) -> ValueOrder.compare(column, a, column, b);
    }

    private static long[] longs(Column column) {
        return switch (column) {
            case IntColumn c -> IntStream.of(c.values()).limit(c.size()).asLongStream().toArray();
            case LongColumn c -> Arrays.copyOf(c.values(), c.size());
            default -> new long[0];
        };
    }

    @Override
    public Column evaluate(Frame frame, Selection rows) {
        Column column = input.evaluate(frame, rows);
        int count = rows.count();
        boolean[] out = new boolean[count];
        boolean[] nulls = new boolean[count];
        for (int i = 0; i < count; i++) {
            if (column.isNull(i)) {
                nulls[i] = true;
                continue;
            }
            out[i] =
                    switch (column) {
                        case IntColumn c -> contains(c.values()[i]);
                        case LongColumn c -> contains(c.values()[i]);
                        default -> contains(column, i);
                    };
            if (containsNull) {
                nulls[i] = !out[i];
            }
        }
        boolean anyNull = containsNull || column.nulls() != null;
        return new BoolColumn(Type.BOOLEAN, count, out, anyNull ? nulls : null);
    }

    private boolean contains(long value) {
        return Arrays.binarySearch(sortedLongs, value) >= 0;
    }

    private boolean contains(Column column, int row) {
        int from = 0;
        int to = sorted.size() - 1;
        while (from <= to) {
            int middle = (from + to) >>> 1;
            int order = ValueOrder.compare(sorted, middle, column, row);
            if (order == 0) {
                return true;
            }
            if (order < 0) {
                from = middle + 1;
            } else {
                to = middle - 1;
            }
        }
        return false;
    }
}
