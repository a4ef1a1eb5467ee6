package dev.tidemill.engine.circuit;

import dev.tidemill.algebra.column.Batch;
import java.util.Map;

/**
 * What one tick changed.
 *
 * @param changes by table (input and live), consolidated, -1 before +1 for a key; a batch without
 *     weights may have equal rows, each of which comes once; a table without a change is absent
 * @param errors changes of the error rows by live table
 */
public record TickOutput(long tick, Map<String, Batch> changes, Map<String, Batch> errors) {
    public TickOutput {
        changes = Map.copyOf(changes);
        errors = Map.copyOf(errors);
    }
}
