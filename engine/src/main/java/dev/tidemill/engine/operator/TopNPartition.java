package dev.tidemill.engine.operator;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.plan.SortKey;
import dev.tidemill.algebra.plan.TopN;
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
 * is the row's weight. One thread at a time.
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
        for (int column : plan.partition()) {
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
