package dev.tidemill.engine.circuit;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.engine.operator.Partitions;
import dev.tidemill.engine.state.Region;
import dev.tidemill.engine.state.Snapshot;
import java.util.List;
import java.util.Map;
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

    /** Rows, repeated ones counted as often as they stand in the table. */
    long rowCount();

    /** The number of the first row that is there: so many were dropped by a retention. */
    default long firstRow() {
        return 0;
    }

    /**
     * Keeps these secondary indexes of the table and no others, at a tick boundary.
     *
     * @throws IllegalStateException for an append-only table, which has none
     */
    default void index(List<TableIndex> wanted, Partitions partitions) {
        if (!wanted.isEmpty()) {
            throw new IllegalStateException("the append-only table " + name() + " has no index");
        }
    }

    /** Whether the table may have secondary indexes. */
    default boolean isIndexable() {
        return false;
    }

    /** Bytes of each secondary index, by its name. */
    default Map<String, Long> indexBytes() {
        return Map.of();
    }

    /** The regions to pin for reading the contents, indexes included. */
    List<Region> regions();

    /** All regions that the contents are in, those included that only their writer reads. */
    default List<Region> allRegions() {
        return regions();
    }

    TableSnapshot at(Snapshot snapshot);
}
