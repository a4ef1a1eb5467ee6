package dev.tidemill.node.tick;

import dev.tidemill.engine.circuit.CircuitSnapshot;
import dev.tidemill.node.definition.DefinitionsInForce;
import java.util.Map;

/** Publishes ticks that no mill has made. */
public final class PublishedTicks {
    private PublishedTicks() {}

    public static void publish(
            TickPublisher publisher,
            long tick,
            CircuitSnapshot snapshot,
            DefinitionsInForce.View view) {
        publisher.publish(new PublishedTick(tick, tick, snapshot, view, 1, Map.of()));
    }
}
