package dev.tidemill.node.read;

import dev.tidemill.algebra.column.Batch;

/** What one tick changed in one table, consolidated, -1 before +1 for a key. */
public record TableChanges(long tick, Batch changes) {}
