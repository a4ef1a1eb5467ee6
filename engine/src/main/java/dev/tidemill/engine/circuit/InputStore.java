package dev.tidemill.engine.circuit;

import dev.tidemill.engine.state.PartitionRunner;

/** A table that a tick's inputs go to. */
sealed interface InputStore permits EventTable, KeyedTable {
    /** Throws INVALID_REQUEST when the table does not take the change. */
    void check(InputChange change);

    /** Applies a checked change; changes come in journal order. */
    void apply(InputChange change, PartitionRunner partitions);
}
