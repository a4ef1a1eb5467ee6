package dev.tidemill.engine.circuit;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.engine.state.Region;
import dev.tidemill.engine.state.Snapshot;
import java.util.List;
import java.util.function.Consumer;

/** The contents of a table that plans scan, and what the running tick changes of it. */
sealed interface StoredTable permits EventTable, KeyedTable, PublishedTable {
    String name();

    Schema schema();

    /** The running tick's change, consolidated. */
    Batch delta();

    /** Forgets the tick's change. */
    void endTick();

    /** All rows in chunks, with their weights. */
    void scan(Consumer<Batch> chunks);

    /** The regions to pin for reading the contents. */
    List<Region> regions();

    TableSnapshot at(Snapshot snapshot);
}
