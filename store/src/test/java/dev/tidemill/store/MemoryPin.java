package dev.tidemill.store;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.engine.circuit.TableSnapshot;
import java.util.Map;
import java.util.Set;

/** Tables of one tick, held in memory. */
record MemoryPin(long tick, long nowMicros, Map<String, TableSnapshot> tables)
        implements PinnedTables {
    MemoryPin {
        tables = Map.copyOf(tables);
    }

    @Override
    public Set<String> names() {
        return tables.keySet();
    }

    @Override
    public TableSnapshot table(String name) {
        TableSnapshot table = tables.get(name);
        if (table == null) {
            throw new TidemillException(ErrorCode.UNKNOWN_TABLE, "no table " + name);
        }
        return table;
    }

    @Override
    public void close() {
        // Memory goes by itself.
    }
}
