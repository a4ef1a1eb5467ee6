package dev.tidemill.node.tick;

import dev.tidemill.engine.circuit.CircuitSnapshot;
import dev.tidemill.node.definition.DefinitionsInForce;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The tables as of one tick. Readers share it by counting: it lives while it is the newest or
 * somebody reads it; then its pages may be used again.
 *
 * @see TickPublisher#pin()
 */
public final class PublishedTick implements AutoCloseable {
    private final long tick;
    private final long nowMicros;
    private final CircuitSnapshot snapshot;
    private final DefinitionsInForce.View definitions;
    private final long definedSince;
    private final Map<String, Long> versions;
    private final AtomicInteger readers = new AtomicInteger(1);

    PublishedTick(
            long tick,
            long nowMicros,
            CircuitSnapshot snapshot,
            DefinitionsInForce.View definitions,
            long definedSince,
            Map<String, Long> versions) {
        this.tick = tick;
        this.nowMicros = nowMicros;
        this.snapshot = snapshot;
        this.definitions = definitions;
        this.definedSince = definedSince;
        this.versions = versions;
    }

    public long tick() {
        return tick;
    }

    public long nowMicros() {
        return nowMicros;
    }

    public CircuitSnapshot snapshot() {
        return snapshot;
    }

    /** The definitions that were in force in the tick; those of now may be newer. */
    public DefinitionsInForce.View definitions() {
        return definitions;
    }

    /** The first tick of this start that was published with the definitions of this one. */
    public long definedSince() {
        return definedSince;
    }

    /** The last tick that changed a table; 0 when none did. */
    public long version(String table) {
        return versions.getOrDefault(table, 0L);
    }

    /** Counts one more reader, unless the tick is already let go. */
    boolean tryPin() {
        while (true) {
            int count = readers.get();
            if (count == 0) {
                return false;
            }
            if (readers.compareAndSet(count, count + 1)) {
                return true;
            }
        }
    }

    /** Ends one reader's use; each {@link TickPublisher#pin()} must be closed once. */
    @Override
    public void close() {
        if (readers.decrementAndGet() == 0) {
            snapshot.close();
        }
    }
}
