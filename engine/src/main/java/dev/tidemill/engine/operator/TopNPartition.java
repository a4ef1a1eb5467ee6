package dev.tidemill.engine.operator;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.ColumnBuilder;
import dev.tidemill.algebra.plan.SortKey;
import dev.tidemill.algebra.plan.TopN;
import dev.tidemill.algebra.retention.Retention;
import dev.tidemill.algebra.type.Physical;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.state.KeyDecoder;
import dev.tidemill.engine.state.KeyEncoder;
import dev.tidemill.engine.state.OrderedCursor;
import dev.tidemill.engine.state.OrderedIndex;
import dev.tidemill.engine.state.Region;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The rows of one key partition in order. A row is a key of the ordered index: the partition's
 * columns, the sort columns, then the columns that are left, so that the order is total; its value
 * is the row's weight. Of the partition's columns that by which partitions go stands first, so that
 * they go from the index's beginning. One thread at a time.
 */
final class TopNPartition {
    /** A place in the top: a row and how many of its copies are in. */
    private record Entry(byte[] key, long weight) {}

    private final TopN plan;
    private final OrderedIndex index;
    private final List<SortKey> parts;
    private final KeyEncoder encoder = new KeyEncoder();

    TopNPartition(TopN plan, Region region) {
        this.plan = plan;
        this.index = new OrderedIndex(region, 0);
        this.parts = parts(plan);
    }

    /** All columns in the order in which they stand in a key. */
    private static List<SortKey> parts(TopN plan) {
        List<SortKey> parts = new ArrayList<>();
        boolean[] taken = new boolean[plan.schema().size()];
        for (int column : partitionOrder(plan)) {
            parts.add(new SortKey(column, false, false));
            taken[column] = true;
        }
        for (SortKey key : plan.order()) {
            if (!taken[key.column()]) {
                parts.add(key);
                taken[key.column()] = true;
            }
        }
        for (int column = 0; column < taken.length; column++) {
            if (!taken[column]) {
                parts.add(new SortKey(column, false, false));
            }
        }
        return parts;
    }

    private static List<Integer> partitionOrder(TopN plan) {
        List<Integer> order = new ArrayList<>(plan.partition());
        for (Retention.Collected collected : Retention.of(plan).collected()) {
            order.remove(Integer.valueOf(collected.column()));
            order.addFirst(collected.column());
        }
        return order;
    }

    /** Forgets the partitions whose first column is below the bound. */
    void collect(long bound) {
        Column limit = time(plan.schema().type(parts.getFirst().column()), bound);
        encoder.clear().append(limit, 0, false, false);
        byte[] end = encoder.toBytes();
        List<byte[]> past = new ArrayList<>();
        OrderedCursor cursor = index.cursor();
        boolean valid = cursor.first();
        while (valid && cursor.compareKey(end, end.length) < 0) {
            past.add(cursor.key());
            valid = cursor.next();
        }
        past.forEach(key -> index.remove(key, key.length));
    }

    private static Column time(Type type, long value) {
        ColumnBuilder builder = ColumnBuilder.of(type, 1);
        if (type.physical() == Physical.INT) {
            builder.appendInt(Math.clamp(value, Integer.MIN_VALUE, Integer.MAX_VALUE));
        } else {
            builder.appendLong(value);
        }
        return builder.build();
    }

    Batch step(Batch batch, Column[] keys, long[] hashes, int[] rows, int count) {
        LocalGroups groups = LocalGroups.of(keys, hashes, rows, count);
        List<byte[]> prefixes = new ArrayList<>();
        List<List<Entry>> before = new ArrayList<>();
        for (int g = 0; g < groups.count(); g++) {
            encode(batch, rows[groups.first(g)], plan.partition().size());
            prefixes.add(encoder.toBytes());
            before.add(top(prefixes.get(g)));
        }
        for (int k = 0; k < count; k++) {
            encode(batch, rows[k], parts.size());
            index.add(encoder.bytes(), encoder.length(), batch.weight(rows[k]));
        }
        BatchBuilder out = new BatchBuilder(plan.schema(), 16);
        for (int g = 0; g < groups.count(); g++) {
            emitDifference(before.get(g), top(prefixes.get(g)), out);
        }
        return out.build();
    }

    private void encode(Batch batch, int row, int partCount) {
        encoder.clear();
        for (int i = 0; i < partCount; i++) {
            SortKey part = parts.get(i);
            encoder.append(batch.column(part.column()), row, part.descending(), part.nullsFirst());
        }
    }

    /** The rows that are in, in order. */
    private List<Entry> top(byte[] prefix) {
        List<Entry> entries = new ArrayList<>();
        long skip = plan.offset();
        long left = plan.limit();
        OrderedCursor cursor = index.cursor();
        boolean valid = cursor.seekCeiling(prefix, prefix.length);
        while (valid && left > 0 && cursor.keyStartsWith(prefix, prefix.length)) {
            long weight = cursor.value();
            long skipped = Math.min(skip, weight);
            long taken = Math.min(left, weight - skipped);
            skip -= skipped;
            left -= taken;
            if (taken > 0) {
                entries.add(new Entry(cursor.key(), taken));
            }
            valid = cursor.next();
        }
        return entries;
    }

    /** Merges two tops, both in key order. */
    private void emitDifference(List<Entry> before, List<Entry> after, BatchBuilder out) {
        int b = 0;
        int a = 0;
        while (b < before.size() || a < after.size()) {
            int order;
            if (b == before.size()) {
                order = 1;
            } else if (a == after.size()) {
                order = -1;
            } else {
                order = Arrays.compareUnsigned(before.get(b).key(), after.get(a).key());
            }
            long change = 0;
            byte[] key = order <= 0 ? before.get(b).key() : after.get(a).key();
            if (order <= 0) {
                change -= before.get(b++).weight();
            }
            if (order >= 0) {
                change += after.get(a++).weight();
            }
            if (change != 0) {
                emit(key, change, out);
            }
        }
    }

    private void emit(byte[] key, long weight, BatchBuilder out) {
        KeyDecoder decoder = new KeyDecoder().start(key, 0);
        for (SortKey part : parts) {
            decoder.read(
                    plan.schema().type(part.column()),
                    part.descending(),
                    out.column(part.column()));
        }
        out.endRow(weight);
    }
}
