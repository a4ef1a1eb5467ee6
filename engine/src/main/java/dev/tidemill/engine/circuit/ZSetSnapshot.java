package dev.tidemill.engine.circuit;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.ColumnBuilder;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.engine.state.Contents;
import dev.tidemill.engine.state.PartitionedTable;
import dev.tidemill.engine.state.Region;
import dev.tidemill.engine.state.RowHash;
import dev.tidemill.engine.state.Snapshot;
import dev.tidemill.engine.state.StateSpace;
import dev.tidemill.engine.state.ZSetScan;
import dev.tidemill.engine.state.ZSetTableView;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A keyed or live table, or a table's error rows, as of a tick. */
final class ZSetSnapshot implements TableSnapshot {
    private final List<ZSetTableView> parts;
    private final Schema schema;
    private final List<Integer> key;
    private List<Region> regions;
    private Supplier<List<IndexSnapshot>> indexes = List::of;
    private final @Nullable Contents contents;

    ZSetSnapshot(
            List<ZSetTableView> parts,
            Schema schema,
            List<Integer> key,
            List<Region> regions,
            Snapshot pages) {
        this.parts = List.copyOf(parts);
        this.schema = schema;
        this.key = List.copyOf(key);
        this.regions = List.copyOf(regions);
        this.contents = pages.contents(regions);
    }

    /**
     * A table with indexes. They are looked for when they are asked for, since most readers do not.
     */
    static ZSetSnapshot indexed(
            Snapshot snapshot,
            PartitionedTable rows,
            List<Integer> key,
            List<Region> regions,
            TableIndexes indexes) {
        ZSetSnapshot table =
                new ZSetSnapshot(rows.at(snapshot), rows.shape().schema(), key, regions, snapshot);
        table.indexes = () -> indexes.at(snapshot, table);
        return table;
    }

    /** Has its bytes be those of these regions, of which some need not be pinned for reading. */
    ZSetSnapshot keptIn(List<Region> all) {
        regions = List.copyOf(all);
        return this;
    }

    @Override
    public List<IndexSnapshot> indexes() {
        return indexes.get();
    }

    /** One of the key partitions. */
    ZSetTableView part(int partition) {
        return parts.get(partition);
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public List<Integer> key() {
        return key;
    }

    @Override
    public long rows() {
        return parts.stream().mapToLong(ZSetTableView::totalWeight).sum();
    }

    @Override
    public long bytes() {
        return regions.stream().mapToLong(Region::bytes).sum();
    }

    @Override
    public @Nullable Object contents() {
        return contents;
    }

    @Override
    public Batch lookup(List<? extends @Nullable Object> values) {
        if (key.isEmpty() || values.size() != key.size()) {
            throw new TidemillException(
                    ErrorCode.INVALID_REQUEST,
                    key.isEmpty()
                            ? "the table has no key"
                            : "the key has " + key.size() + " columns, not " + values.size());
        }
        Column[] columns = new Column[key.size()];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = keyColumn(i, values.get(i));
        }
        long hash = RowHash.hash(columns, 1)[0];
        ZSetTableView part = parts.get(StateSpace.partition(hash));
        long row = part.find(columns, 0, hash);
        return part.read(new long[] {row}, row < 0 ? 0 : 1).withWeights(null);
    }

    private Column keyColumn(int index, @Nullable Object value) {
        ColumnBuilder builder = ColumnBuilder.of(schema.type(key.get(index)), 1);
        try {
            builder.appendValue(value);
        } catch (ClassCastException e) {
            throw new TidemillException(
                    ErrorCode.INVALID_REQUEST,
                    value
                            + " is not a value of "
                            + schema.field(key.get(index)).name()
                            + " "
                            + schema.type(key.get(index)),
                    e);
        }
        return builder.build();
    }

    @Override
    public List<Supplier<@Nullable Batch>> scan(int... columns) {
        List<Supplier<@Nullable Batch>> suppliers = new ArrayList<>();
        for (ZSetTableView part : parts) {
            ZSetScan scan = part.scan(columns);
            suppliers.add(() -> nextChunk(scan));
        }
        return suppliers;
    }

    private static @Nullable Batch nextChunk(ZSetScan scan) {
        Batch chunk = scan.next();
        return chunk == null ? null : unweighted(chunk);
    }

    /** The rows without weights. */
    static Batch unweighted(Batch chunk) {
        return chunk.weights() == null ? chunk : repeated(chunk);
    }

    /** Each row as often as its weight says. */
    private static Batch repeated(Batch chunk) {
        long total = 0;
        for (int i = 0; i < chunk.size(); i++) {
            total += Math.max(0, chunk.weight(i));
        }
        int[] rows = new int[Math.toIntExact(total)];
        int count = 0;
        for (int i = 0; i < chunk.size(); i++) {
            for (long n = chunk.weight(i); n > 0; n--) {
                rows[count++] = i;
            }
        }
        return chunk.withWeights(null).gather(rows, count);
    }
}
