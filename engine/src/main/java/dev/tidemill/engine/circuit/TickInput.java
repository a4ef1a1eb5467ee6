package dev.tidemill.engine.circuit;

import dev.tidemill.algebra.bound.Bound;
import java.util.List;
import java.util.Map;

/**
 * A sealed tick.
 *
 * @param nowMicros the tick's time; never below an earlier tick's
 * @param changes in journal order; none of them is below a watermark of the tick before
 * @param watermarks as of the tick's end; one that is missing or lower than before stays as it was
 */
public record TickInput(
        long tick,
        long nowMicros,
        List<InputChange> changes,
        Map<Bound.Watermark, Long> watermarks) {
    public TickInput {
        changes = List.copyOf(changes);
        watermarks = Map.copyOf(watermarks);
    }

    /** A tick that moves no watermark. */
    public TickInput(long tick, long nowMicros, List<InputChange> changes) {
        this(tick, nowMicros, changes, Map.of());
    }
}
