package dev.tidemill.engine.circuit;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.engine.state.AppendColumns;
import dev.tidemill.engine.state.Region;
import dev.tidemill.engine.state.Snapshot;
import dev.tidemill.engine.state.StateSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** An append-only input table. */
final class EventTable implements StoredTable, InputStore {
    private static final int CHUNK_ROWS = 16_384;

    private final InputTable table;
    private final Region region;
    private final AppendColumns columns;
    private final List<Batch> arrived = new ArrayList<>();

    EventTable(InputTable table, StateSpace space) {
        this.table = table;
        this.region = space.region("input:" + table.name(), 0);
        this.columns = new AppendColumns(region, 0, table.schema());
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
