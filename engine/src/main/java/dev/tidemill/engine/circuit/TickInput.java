package dev.tidemill.engine.circuit;

import java.util.List;

/**
 * A sealed tick.
 *
 * @param nowMicros the tick's time; never below an earlier tick's
 * @param changes in journal order
 */
public record TickInput(long tick, long nowMicros, List<InputChange> changes) {
    public TickInput {
        changes = List.copyOf(changes);
    }
}
