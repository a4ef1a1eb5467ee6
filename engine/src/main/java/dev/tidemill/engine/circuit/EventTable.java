package dev.tidemill.engine.circuit;

import dev.tidemill.algebra.bound.Bound;
import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.engine.history.History;
import dev.tidemill.engine.history.HistoryCopier;
import dev.tidemill.engine.history.HistoryMark;
import dev.tidemill.engine.state.PartitionRunner;
import dev.tidemill.engine.state.Region;
import dev.tidemill.engine.state.Segment;
import dev.tidemill.engine.state.Snapshot;
import dev.tidemill.engine.state.StateSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** An append-only input table. */
final class EventTable implements StoredTable, InputStore, HotTable {
    /** Metadata slots of a column's segment: its watermark, and 1 when it is known. */
    private static final int WATERMARK = 0;

    private static final int WATERMARK_KNOWN = 1;

    private final InputTable table;

    /** A segment for each column, and one for the rows as a whole. */
    private final Region header;

    private final HotRows rows;
    private final List<Batch> arrived = new ArrayList<>();

    /**
     * @param tick the tick from which on the table is there, when it is new
     */
    EventTable(InputTable table, StateSpace space, History history, long tick) {
        this.table = table;
        this.header = space.region("input:" + table.name(), 0);
        this.rows =
                new HotRows(
                        new HotRows.Names(table.name(), "rows:" + table.name()),
                        table.schema(),
                        space,
                        header.segment(table.schema().size()),
                        history,
                        tick);
    }

    /** Moves the watermarks of the table's columns forward; never back. */
    void advance(Map<Bound.Watermark, Long> watermarks) {
        for (Map.Entry<Bound.Watermark, Long> entry : watermarks.entrySet()) {
            int column =
                    entry.getKey().table().equals(table.name())
                            ? table.schema().indexOf(entry.getKey().column())
                            : -1;
            if (column >= 0) {
                advance(header.segment(column), entry.getValue());
            }
        }
    }

    private static void advance(Segment segment, long value) {
        if (segment.meta(WATERMARK_KNOWN) == 0 || segment.meta(WATERMARK) < value) {
            segment.setMeta(WATERMARK, value);
            segment.setMeta(WATERMARK_KNOWN, 1);
        }
    }

    /** Puts the watermarks that are known among the others. */
    void watermarks(Map<Bound.Watermark, Long> into) {
        for (int column = 0; column < table.schema().size(); column++) {
            Segment segment = header.segment(column);
            if (segment.meta(WATERMARK_KNOWN) != 0) {
                into.put(table.watermark(column), segment.meta(WATERMARK));
            }
        }
    }

    InputTable table() {
        return table;
    }

    /** How many rows some erasures find. */
    long count(List<Erasure> erasures) {
        return rows.count(erasures);
    }

    /**
     * Puts the watermarks, and all rows but those that erasures find, into a table that is empty
     * and counts as made later.
     */
    void copyInto(
            EventTable fresh,
            List<Erasure> erasures,
            HistoryCopier copier,
            PartitionRunner partitions) {
        for (int column = 0; column < table.schema().size(); column++) {
            Segment segment = header.segment(column);
            if (segment.meta(WATERMARK_KNOWN) != 0) {
                advance(fresh.header.segment(column), segment.meta(WATERMARK));
            }
        }
        rows.copyInto(fresh.rows, erasures, orderColumn(), copier, partitions);
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
        if (change.op() != InputChange.Op.INSERT) {
            throw new TidemillException(
                    ErrorCode.INVALID_REQUEST,
                    "event table " + table.name() + " takes inserts only");
        }
    }

    @Override
    public void apply(InputChange change, PartitionRunner partitions) {
        Batch added = change.rows().withSchema(table.schema()).withWeights(null);
        if (!added.isEmpty()) {
            rows.append(added, partitions);
            arrived.add(added);
        }
    }

    @Override
    public Batch delta() {
        if (arrived.size() > 1) {
            Batch all = Batch.concat(table.schema(), arrived);
            arrived.clear();
            arrived.add(all);
        }
        return arrived.isEmpty() ? Batch.empty(table.schema()) : arrived.getFirst();
    }

    @Override
    public void endTick() {
        arrived.clear();
    }

    @Override
    public void scan(Consumer<Batch> chunks) {
        rows.scan(chunks);
    }

    @Override
    public int orderColumn() {
        return table.eventTime();
    }

    @Override
    public HistoryMark history() {
        return rows.mark();
    }

    @Override
    public long hotRows() {
        return rows.rowsInMemory();
    }

    @Override
    public long sealedRows() {
        return rows.sealedRows();
    }

    @Override
    public long hotBytes() {
        return rows.bytes();
    }

    @Override
    public long firstRowSeen() {
        return rows.firstRowSeen(header, table.schema().size());
    }

    @Override
    public void seal() {
        rows.seal();
    }

    @Override
    public void moved() {
        rows.moved();
    }

    @Override
    public void drop(long firstRow, long completeFrom) {
        rows.drop(firstRow, completeFrom);
    }

    @Override
    public long firstRow() {
        return rows.mark().firstRow();
    }

    @Override
    public long rowCount() {
        return rows.rowCount();
    }

    @Override
    public List<Region> regions() {
        List<Region> regions = new ArrayList<>(rows.regions());
        regions.add(header);
        return regions;
    }

    @Override
    public TableSnapshot at(Snapshot snapshot) {
        return new AppendedSnapshot(
                rows.at(snapshot, header, table.schema().size()), rows.regions(), header, snapshot);
    }
}
