package dev.tidemill.store;

import dev.tidemill.engine.circuit.TableSnapshot;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * A pinned tick as one query sees it: of some tables only the rows that it can use. The query's
 * thread narrows it before the engine scans it.
 */
final class QueryPin implements PinnedTables {
    private final PinnedTables pin;
    private final Map<String, TableSnapshot> narrowed = new HashMap<>();

    QueryPin(PinnedTables pin) {
        this.pin = pin;
    }

    /** Has scans of a table read these of its rows only. */
    void narrow(String table, TableSnapshot rows) {
        narrowed.put(table, rows);
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
