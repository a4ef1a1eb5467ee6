package dev.tidemill.engine.circuit;

import dev.tidemill.algebra.bound.Frontier;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.engine.operator.ErrorRows;
import dev.tidemill.engine.state.Region;
import dev.tidemill.engine.state.Snapshot;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** All tables over one pinned snapshot of the state. */
final class PinnedSnapshot implements CircuitSnapshot {
    private final long tick;
    private final Frontier frontier;
    private final Snapshot pages;
    private final Map<String, StoredTable> tables;
    private final Map<String, List<Region>> errors;

    PinnedSnapshot(
            long tick,
            Frontier frontier,
            Snapshot pages,
            Map<String, StoredTable> tables,
            Map<String, List<Region>> errors) {
        this.tick = tick;
        this.frontier = frontier;
        this.pages = pages;
        this.tables = Map.copyOf(tables);
        this.errors = Map.copyOf(errors);
    }

    @Override
    public long tick() {
        return tick;
    }

    @Override
    public Frontier frontier() {
        return frontier;
    }

    @Override
    public Set<String> tables() {
        return tables.keySet();
    }

    @Override
    public TableSnapshot table(String name) {
        StoredTable table = tables.get(name);
        if (table == null) {
            throw unknown(name);
        }
        return table.at(pages);
    }

    @Override
    public TableSnapshot errors(String name) {
        List<Region> regions = errors.get(name);
        if (regions == null) {
            throw unknown(name);
        }
        return new ZSetSnapshot(
                regions.stream().map(region -> CircuitNode.errorsAt(pages, region)).toList(),
                ErrorRows.SCHEMA,
                List.of(),
                regions,
                pages);
    }

    private static TidemillException unknown(String name) {
        return new TidemillException(ErrorCode.UNKNOWN_TABLE, "table " + name + " does not exist");
    }

    @Override
    public void close() {
        pages.close();
    }
}
