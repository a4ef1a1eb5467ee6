package dev.tidemill.store;

import dev.tidemill.engine.circuit.TableSnapshot;
import java.util.Set;

/**
 * All tables as of one tick, readable from any number of threads until it is closed. A table's name
 * is {@code departures}, or {@code tidemill.quarantine} for a system table.
 */
public interface PinnedTables extends AutoCloseable {
    long tick();

    /**
     * The tick's time, which is what {@code now()} gives in queries: microseconds since 1970 UTC.
     */
    long nowMicros();

    Set<String> names();

    /** A table's contents; throws UNKNOWN_TABLE. */
    TableSnapshot table(String name);

    @Override
    void close();
}
