package dev.tidemill.engine.operator;

import dev.tidemill.algebra.column.Batch;

/**
 * Rows by a time of theirs, kept so that a step costs what has become due. One thread at a time.
 */
sealed interface Schedule permits RetractableSchedule, AppendSchedule {
    /** Adds rows with their weights. */
    void add(Batch batch);

    /** Removes and returns the rows whose time is not after now. */
    Batch take(long now);
}
