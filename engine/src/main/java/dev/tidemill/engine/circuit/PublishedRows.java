package dev.tidemill.engine.circuit;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.engine.state.PartitionRunner;
import dev.tidemill.engine.state.Region;
import dev.tidemill.engine.state.Snapshot;
import java.util.List;
import java.util.function.Consumer;

/** Where a live table's rows are kept. */
sealed interface PublishedRows permits PublishedLog, PublishedZSet {
    /** Applies consolidated changes. */
    void apply(Batch changes, PartitionRunner partitions);

    /** All rows in chunks, with their weights. */
    void scan(Consumer<Batch> chunks);

    /** Rows, repeated ones counted as often as they stand in the table. */
    long rowCount();

    /** The regions to pin for reading the rows. */
    List<Region> regions();

    /** All regions that the rows are in. */
    default List<Region> allRegions() {
        return regions();
    }

    TableSnapshot at(Snapshot snapshot);
}
