package dev.tidemill.node.tick;

import dev.tidemill.engine.circuit.TickOutput;

/** Hears of each published tick, in order, on the engine's thread: it must be quick. */
@FunctionalInterface
public interface TickListener {
    /**
     * A tick can be read now.
     *
     * @param published valid during the call; pin it to keep it
     */
    void published(SealedTick sealed, TickOutput output, PublishedTick published, Timings timings);

    /** How long the engine and the publication took. */
    record Timings(long engineNanos, long publishNanos) {}
}
