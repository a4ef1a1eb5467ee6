package dev.tidemill.engine.circuit;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.engine.operator.Consolidation;
import dev.tidemill.engine.operator.LastOfKey;
import dev.tidemill.engine.operator.Partitions;
import dev.tidemill.engine.state.PartitionRunner;
import dev.tidemill.engine.state.PartitionedTable;
import dev.tidemill.engine.state.Region;
import dev.tidemill.engine.state.RowHash;
import dev.tidemill.engine.state.Snapshot;
import dev.tidemill.engine.state.StateSpace;
import dev.tidemill.engine.state.ZSetShape;
import dev.tidemill.engine.state.ZSetTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * An input table with a primary key. Upserts and deletes become the row that leaves and the row
 * that comes; of several changes of a key in one tick only the net effect is seen.
 */
final class KeyedTable implements StoredTable, InputStore {
    private final InputTable table;
    private final PartitionedTable rows;
    private final TableIndexes indexes;
    private final List<Batch> changes = new ArrayList<>();

    KeyedTable(InputTable table, StateSpace space) {
        this.table = table;
        int[] key = table.key().stream().mapToInt(Integer::intValue).toArray();
        this.rows =
                new PartitionedTable(
                        space, regionName(table), ZSetShape.unique(table.schema(), key));
        this.indexes = new TableIndexes(space, regionName(table), table.schema(), rows);
    }

    private static String regionName(InputTable table) {
        return "input:" + table.name();
    }

    @Override
    public String name() {
        return table.name();
    }

    @Override
    public Schema schema() {
        return table.schema();
    }

    @Override
    public void check(InputChange change) {
        if (change.op() == InputChange.Op.INSERT) {
            throw new TidemillException(
                    ErrorCode.INVALID_REQUEST,
                    "keyed table " + table.name() + " takes upserts and deletes");
        }
    }

    @Override
    public void apply(InputChange change, PartitionRunner partitions) {
        if (change.rows().isEmpty()) {
            return;
        }
        Batch batch = change.rows().withWeights(null);
        Column[] keys = keyColumns(batch);
        long[] hashes = RowHash.hash(keys, batch.size());
        int[] last = LastOfKey.rows(keys, hashes, batch.size());
        List<Batch> parts = new ArrayList<>();
        parts.add(replaced(keys, hashes, last).negate());
        if (change.op() == InputChange.Op.UPSERT) {
            parts.add(batch.withSchema(table.schema()).gather(last, last.length));
        }
        Batch delta = Consolidation.of(Batch.concat(table.schema(), parts));
        rows.apply(delta, partitions);
        changes.add(delta);
    }

    /** The key columns, also of a batch that has nothing else. */
    private Column[] keyColumns(Batch batch) {
        Column[] keys = new Column[table.key().size()];
        boolean keysOnly =
                batch.columnCount() == keys.length && table.schema().size() != keys.length;
        for (int k = 0; k < keys.length; k++) {
            keys[k] = batch.column(keysOnly ? k : table.key().get(k));
        }
        return keys;
    }

    /** The rows that have these keys now. */
    private Batch replaced(Column[] keys, long[] hashes, int[] sources) {
        List<Batch> found = new ArrayList<>();
        long[] numbers = new long[sources.length];
        for (int p = 0; p < StateSpace.PARTITIONS; p++) {
            ZSetTable partition = rows.partition(p);
            int count = 0;
            for (int source : sources) {
                if (StateSpace.partition(hashes[source]) == p) {
                    long row = partition.find(keys, source, hashes[source]);
                    if (row >= 0) {
                        numbers[count++] = row;
                    }
                }
            }
            if (count > 0) {
                found.add(partition.read(numbers, count));
            }
        }
        return Batch.concat(table.schema(), found);
    }

    @Override
    public Batch delta() {
        if (changes.size() > 1) {
            Batch all = Consolidation.of(Batch.concat(table.schema(), changes));
            changes.clear();
            changes.add(all);
        }
        return changes.isEmpty() ? Batch.empty(table.schema()) : changes.getFirst();
    }

    @Override
    public void endTick() {
        changes.clear();
    }

    @Override
    public void scan(Consumer<Batch> chunks) {
        PublishedZSet.scan(rows, chunks);
    }

    @Override
    public boolean isIndexable() {
        return true;
    }

    @Override
    public void index(List<TableIndex> wanted, Partitions partitions) {
        indexes.keep(wanted, partitions);
    }

    @Override
    public Map<String, Long> indexBytes() {
        return indexes.bytes();
    }

    @Override
    public long rowCount() {
        return rows.totalWeight();
    }

    @Override
    public List<Region> regions() {
        List<Region> regions = new ArrayList<>(rows.regions());
        regions.addAll(indexes.regions());
        return regions;
    }

    @Override
    public TableSnapshot at(Snapshot snapshot) {
        return ZSetSnapshot.indexed(snapshot, rows, table.key(), regions(), indexes);
    }
}
