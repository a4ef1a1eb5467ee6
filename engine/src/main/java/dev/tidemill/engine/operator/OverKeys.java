package dev.tidemill.engine.operator;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.ColumnBuilder;
import dev.tidemill.algebra.plan.SortKey;
import dev.tidemill.algebra.type.Physical;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.operator.OverWalk.OverChanges;
import dev.tidemill.engine.state.KeyDecoder;
import dev.tidemill.engine.state.KeyEncoder;
import dev.tidemill.engine.state.OrderedCursor;
import dev.tidemill.engine.state.OrderedIndex;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Rows as keys of an ordered index: the partition's columns, the sort columns, then the columns
 * that are left, so that the order is total. Not thread-safe.
 */
final class OverKeys {
    private final Schema schema;
    private final List<SortKey> parts = new ArrayList<>();
    private final int partitionParts;
    private final int peerParts;
    private final KeyEncoder encoder = new KeyEncoder();
    private final KeyDecoder decoder = new KeyDecoder();

    OverKeys(Schema schema, List<Integer> partition, List<SortKey> order) {
        this.schema = schema;
        boolean[] taken = new boolean[schema.size()];
        for (int column : partition) {
            take(new SortKey(column, false, false), taken);
        }
        partitionParts = parts.size();
        order.forEach(key -> take(key, taken));
        peerParts = parts.size();
        for (int column = 0; column < taken.length; column++) {
            take(new SortKey(column, false, false), taken);
        }
    }

    private void take(SortKey key, boolean[] taken) {
        if (!taken[key.column()]) {
            parts.add(key);
            taken[key.column()] = true;
        }
    }

    /** Removes the keys whose first value, a time, is below a bound. */
    void removeBelow(OrderedIndex index, long bound) {
        byte[] end = end(bound);
        List<byte[]> past = new ArrayList<>();
        OrderedCursor cursor = index.cursor();
        boolean valid = cursor.first();
        while (valid && cursor.compareKey(end, end.length) < 0) {
            past.add(cursor.key());
            valid = cursor.next();
        }
        past.forEach(key -> index.remove(key, key.length));
    }

    /** The bytes that no key of a partition whose first value is below a bound reaches. */
    byte[] end(long bound) {
        Type type = schema.type(parts.getFirst().column());
        return encoder.clear().append(time(type, bound), 0).toBytes();
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

    byte[] encode(Batch batch, int row) {
        encoder.clear();
        for (SortKey part : parts) {
            encoder.append(batch.column(part.column()), row, part.descending(), part.nullsFirst());
        }
        return encoder.toBytes();
    }

    /** How many bytes of a key name its partition. */
    int partitionLength(byte[] key) {
        return length(key, partitionParts);
    }

    /** How many bytes of a key its peers share. */
    int peerLength(byte[] key) {
        return length(key, peerParts);
    }

    /** Adds the key's value of the sort column, which may be one of the partition's too. */
    void readSort(byte[] key, SortValues sort) {
        KeyDecoder at = atSort(key, sort.key());
        sort.add(at, isDescending(sort.key()));
    }

    /** A decoder at the key's value of a sort column; shared, until the next call of any kind. */
    KeyDecoder atSort(byte[] key, SortKey sort) {
        return decoder.start(key, length(key, partOf(sort)));
    }

    /** Which way round a sort column is in the keys: as the partition's, when it is one of them. */
    boolean isDescending(SortKey sort) {
        return parts.get(partOf(sort)).descending();
    }

    private int partOf(SortKey sort) {
        int part = 0;
        while (parts.get(part).column() != sort.column()) {
            part++;
        }
        return part;
    }

    private int length(byte[] key, int partCount) {
        decoder.start(key, 0);
        for (int i = 0; i < partCount; i++) {
            SortKey part = parts.get(i);
            decoder.skip(schema.type(part.column()), part.descending());
        }
        return decoder.position();
    }

    /** Appends the key's row to a batch of the input's schema, or one that begins with it. */
    void decode(byte[] key, BatchBuilder target) {
        decoder.start(key, 0);
        for (SortKey part : parts) {
            Type type = schema.type(part.column());
            decoder.read(type, part.descending(), target.column(part.column()));
        }
    }

    private record Change(byte[] key, long weight) {}

    /** The rows' weights added up, by partition and in order. */
    List<OverChanges> changes(Batch batch, int[] rows, int count) {
        Change[] sorted = new Change[count];
        for (int k = 0; k < count; k++) {
            sorted[k] = new Change(encode(batch, rows[k]), batch.weight(rows[k]));
        }
        Arrays.sort(sorted, (a, b) -> Arrays.compareUnsigned(a.key(), b.key()));
        List<OverChanges> changes = new ArrayList<>();
        int at = 0;
        while (at < count) {
            byte[] first = sorted[at].key();
            byte[] prefix = Arrays.copyOf(first, partitionLength(first));
            List<byte[]> changed = new ArrayList<>();
            LongList differences = new LongList();
            while (at < count && startsWith(sorted[at].key(), prefix)) {
                byte[] key = sorted[at].key();
                long difference = 0;
                while (at < count && Arrays.equals(sorted[at].key(), key)) {
                    difference += sorted[at++].weight();
                }
                if (difference != 0) {
                    changed.add(key);
                    differences.add(difference);
                }
            }
            if (!changed.isEmpty()) {
                changes.add(new OverChanges(prefix, changed, differences.toArray()));
            }
        }
        return changes;
    }

    private static boolean startsWith(byte[] key, byte[] prefix) {
        return key.length >= prefix.length
                && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
    }
}
