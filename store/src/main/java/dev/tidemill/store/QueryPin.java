package dev.tidemill.store;

import dev.tidemill.engine.circuit.TableSnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A pinned tick as one query sees it: of some tables only the rows that it can use. The query's
 * thread narrows it before the engine scans it.
 */
final class QueryPin implements PinnedTables {
    private final PinnedTables pin;
    private final Map<String, TableSnapshot> narrowed = new HashMap<>();
    private final List<TableAccess> accesses = new ArrayList<>();

    QueryPin(PinnedTables pin) {
        this.pin = pin;
    }

    /** Has scans of a table read these of its rows only. */
    void narrow(TableAccess access, TableSnapshot rows) {
        narrowed.put(access.table(), rows);
        accesses.add(access);
    }

    /** How the tables are read that are not read as a whole. */
    List<TableAccess> accesses() {
        return List.copyOf(accesses);
    }

    @Override
    public long tick() {
        return pin.tick();
    }

    @Override
    public long nowMicros() {
        return pin.nowMicros();
    }

    @Override
    public Set<String> names() {
        return pin.names();
    }

    @Override
    public TableSnapshot table(String name) {
        TableSnapshot rows = narrowed.get(name);
        return rows == null ? pin.table(name) : rows;
    }

    /** The pin is its owner's. */
    @Override
    public void close() {}
}
