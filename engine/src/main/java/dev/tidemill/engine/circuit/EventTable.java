package dev.tidemill.engine.circuit;

import dev.tidemill.algebra.bound.Bound;
import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.engine.state.AppendColumns;
import dev.tidemill.engine.state.Region;
import dev.tidemill.engine.state.Segment;
import dev.tidemill.engine.state.Snapshot;
import dev.tidemill.engine.state.StateSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** An append-only input table. */
final class EventTable implements StoredTable, InputStore {
    private static final int CHUNK_ROWS = 16_384;

    /** Metadata slots of a column's first segment: its watermark, and 1 when it is known. */
    private static final int WATERMARK = 14;

    private static final int WATERMARK_KNOWN = 15;

    private final InputTable table;
    private final Region region;
    private final AppendColumns columns;
    private final List<Batch> arrived = new ArrayList<>();

    EventTable(InputTable table, StateSpace space) {
        this.table = table;
        this.region = space.region("input:" + table.name(), 0);
        this.columns = new AppendColumns(region, 0, table.schema());
    }

    /** Moves the watermarks of the table's columns forward; never back. */
    void advance(Map<Bound.Watermark, Long> watermarks) {
        for (Map.Entry<Bound.Watermark, Long> entry : watermarks.entrySet()) {
            int column =
                    entry.getKey().table().equals(table.name())
                            ? table.schema().indexOf(entry.getKey().column())
                            : -1;
            if (column >= 0) {
                advance(watermarkSegment(column), entry.getValue());
            }
        }
    }

    private static void advance(Segment segment, long value) {
        if (segment.meta(WATERMARK_KNOWN) == 0 || segment.meta(WATERMARK) < value) {
            segment.setMeta(WATERMARK, value);
            segment.setMeta(WATERMARK_KNOWN, 1);
        }
    }

    private Segment watermarkSegment(int column) {
        int perColumn = AppendColumns.segments(table.schema()) / columnCount();
        return region.segment(column * perColumn);
    }

    private int columnCount() {
        return table.schema().size();
    }

    /** Puts the watermarks that are known among the others. */
    void watermarks(Map<Bound.Watermark, Long> into) {
        for (int column = 0; column < columnCount(); column++) {
            Segment segment = watermarkSegment(column);
            if (segment.meta(WATERMARK_KNOWN) != 0) {
                into.put(table.watermark(column), segment.meta(WATERMARK));
            }
        }
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
    public void apply(InputChange change) {
        Batch rows = change.rows().withSchema(table.schema()).withWeights(null);
        if (!rows.isEmpty()) {
            columns.append(rows);
            arrived.add(rows);
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
        long rows = columns.rows();
        for (long from = 0; from < rows; from += CHUNK_ROWS) {
            chunks.accept(columns.read(from, (int) Math.min(CHUNK_ROWS, rows - from)));
        }
    }

    @Override
    public List<Region> regions() {
        return List.of(region);
    }

    @Override
    public TableSnapshot at(Snapshot snapshot) {
        return new EventTableSnapshot(
                AppendColumns.at(snapshot, region, 0, table.schema()), region);
    }
}
