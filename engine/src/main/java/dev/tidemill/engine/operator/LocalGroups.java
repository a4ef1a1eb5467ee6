package dev.tidemill.engine.operator;

import dev.tidemill.algebra.column.BoolColumn;
import dev.tidemill.algebra.column.BytesColumn;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.DoubleColumn;
import dev.tidemill.algebra.column.Int128Column;
import dev.tidemill.algebra.column.IntColumn;
import dev.tidemill.algebra.column.IntervalColumn;
import dev.tidemill.algebra.column.LongColumn;
import dev.tidemill.engine.expression.ValueOrder;
import org.jspecify.annotations.Nullable;

/**
 * The groups of equal keys among some rows of one batch, numbered in order of first appearance.
 * NULL equals NULL, -0 equals 0, NaN equals NaN.
 */
final class LocalGroups {
    private final int[] group;
    private final int[] first;
    private int count;

    private LocalGroups(int rows) {
        group = new int[rows];
        first = new int[rows];
    }

    /** The group of each of the rows {@code rows[0..count)}. */
    static LocalGroups of(Column[] keys, long[] hashes, int[] rows, int count) {
        LocalGroups groups = new LocalGroups(count);
        if (keys.length == 0) {
            groups.count = Math.min(1, count);
            return groups;
        }
        groups.assign(keys, hashes, rows, count);
        return groups;
    }

    private void assign(Column[] keys, long[] hashes, int[] rows, int rowCount) {
        int size = Math.max(16, Integer.highestOneBit(rowCount) * 4);
        int mask = size - 1;
        int[] slots = new int[size];
        for (int k = 0; k < rowCount; k++) {
            int row = rows[k];
            long hash = hashes[row];
            int slot = (int) hash & mask;
            while (true) {
                int candidate = slots[slot] - 1;
                if (candidate < 0) {
                    first[count] = k;
                    group[k] = count;
                    slots[slot] = ++count;
                    break;
                }
                int other = rows[first[candidate]];
                if (hashes[other] == hash && same(keys, row, other)) {
                    group[k] = candidate;
                    break;
                }
                slot = (slot + 1) & mask;
            }
        }
    }

    int count() {
        return count;
    }

    /** The group of each position. */
    int[] group() {
        return group;
    }

    /** The first row of each group. */
    int[] firsts(int[] rows) {
        int[] firsts = new int[count];
        for (int g = 0; g < count; g++) {
            firsts[g] = rows[first[g]];
        }
        return firsts;
    }

    /** Where each group ends when the rows of a group stand side by side, groups in order. */
    int[] ends() {
        int[] ends = new int[count];
        for (int number : group) {
            ends[number]++;
        }
        for (int g = 1; g < count; g++) {
            ends[g] += ends[g - 1];
        }
        return ends;
    }

    /** The first position of a group. */
    int first(int number) {
        return first[number];
    }

    static boolean same(Column[] columns, int row, int other) {
        for (Column column : columns) {
            if (!same(column, row, column, other)) {
                return false;
            }
        }
        return true;
    }

    /** The columns' kind is told once: each null check is then a plain array read. */
    static boolean same(Column a, int i, Column b, int j) {
        return switch (a) {
            case BoolColumn c -> {
                BoolColumn d = (BoolColumn) b;
                boolean one = isNull(c.nulls(), i);
                boolean two = isNull(d.nulls(), j);
                yield (one || two) ? one == two : (c.values()[i] == d.values()[j]);
            }
            case IntColumn c -> {
                IntColumn d = (IntColumn) b;
                boolean one = isNull(c.nulls(), i);
                boolean two = isNull(d.nulls(), j);
                yield (one || two) ? one == two : (c.values()[i] == d.values()[j]);
            }
            case LongColumn c -> {
                LongColumn d = (LongColumn) b;
                boolean one = isNull(c.nulls(), i);
                boolean two = isNull(d.nulls(), j);
                yield (one || two) ? one == two : (c.values()[i] == d.values()[j]);
            }
            case BytesColumn c -> {
                BytesColumn d = (BytesColumn) b;
                boolean one = isNull(c.nulls(), i);
                boolean two = isNull(d.nulls(), j);
                yield (one || two) ? one == two : c.sameBytes(i, d, j);
            }
            case Int128Column c -> {
                Int128Column d = (Int128Column) b;
                boolean one = isNull(c.nulls(), i);
                boolean two = isNull(d.nulls(), j);
                yield (one || two)
                        ? one == two
                        : (c.high()[i] == d.high()[j] && c.low()[i] == d.low()[j]);
            }
            case DoubleColumn c -> {
                boolean one = isNull(c.nulls(), i);
                boolean two = b.isNull(j);
                yield (one || two) ? one == two : (ValueOrder.compare(c, i, b, j) == 0);
            }
            case IntervalColumn c -> {
                boolean one = isNull(c.nulls(), i);
                boolean two = b.isNull(j);
                yield (one || two) ? one == two : (ValueOrder.compare(c, i, b, j) == 0);
            }
        };
    }

    private static boolean isNull(boolean @Nullable [] nulls, int row) {
        return nulls != null && nulls[row];
    }
}
