package dev.tidemill.engine.operator;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.engine.state.PartitionRunner;
import dev.tidemill.engine.state.ZSetShape;
import dev.tidemill.engine.state.ZSetTable;
import java.util.List;

/** A side whose rows may be taken back, beside one whose rows only ever come. */
final class KeyedSide implements PairSide {
    private final List<ZSetTable> tables;
    private final List<RetainedRows> times;
    private final ZSetShape shape;
    private final int[] keys;
    private final int[] strict;
    private final boolean oneOfKey;

    /** The hashes by which the step's changes are kept. */
    private long[] identities = new long[0];

    /**
     * @param tables of the partitions
     * @param times of their rows; empty where rows are never collected
     */
    KeyedSide(List<ZSetTable> tables, List<RetainedRows> times, int[] keys, int[] strict) {
        this.tables = tables;
        this.times = times;
        this.shape = tables.getFirst().shape();
        this.keys = keys;
        this.strict = strict;
        this.oneOfKey = shape.keys() == ZSetShape.Keys.UNIQUE;
    }

    @Override
    public PairChanges changes(Batch batch, PartitionRunner runner) {
        return PairChanges.of(batch, keys, strict, runner);
    }

    @Override
    public void begin(PairChanges changes, PartitionRunner runner) {
        identities = oneOfKey ? changes.hashes() : shape.identityHashes(changes.batch());
    }

    @Override
    public void partners(int partition, PairChanges asking, PairList found) {
        ZSetTable table = tables.get(partition);
        int[] firsts = asking.firsts(partition);
        long[] first = new long[firsts.length];
        table.find(asking.keys(), asking.hashes(), firsts, first);
        int[] rows = asking.rows(partition);
        int[] groups = asking.groups(partition).group();
        for (int k = 0; k < rows.length; k++) {
            long partner = first[groups[k]];
            while (partner >= 0) {
                found.add(rows[k], name(partition, partner));
                partner = oneOfKey ? -1 : table.nextOfKey(partner);
            }
        }
    }

    private static long name(int partition, long row) {
        return (long) partition << 32 | row;
    }

    @Override
    public void take(int partition, PairChanges changes) {
        int[] rows = changes.rows(partition);
        tables.get(partition)
                .apply(changes.batch(), changes.hashes(), identities, rows, rows.length);
        if (!times.isEmpty()) {
            times.get(partition).apply(changes.batch(), changes.hashes(), rows, rows.length);
        }
    }

    @Override
    public boolean namesLast() {
        return false;
    }

    @Override
    public void name(int[] rows, int count, long[] names) {
        throw new IllegalStateException("a change may be the end of a row");
    }

    @Override
    public Column read(int field, long[] names, int from, int count) {
        return ZSetTable.read(tables, field, names, from, count);
    }

    @Override
    public long weight(long name) {
        return tables.get((int) (name >>> 32)).weight(name & 0xFFFFFFFFL);
    }

    @Override
    public void collect(long bound, PartitionRunner runner, int rows) {
        if (!times.isEmpty()) {
            runner.run(rows, p -> times.get(p).collect(bound));
        }
    }
}
