package dev.tidemill.node.transaction;

import static java.util.Objects.requireNonNull;

import dev.tidemill.engine.circuit.TableSnapshot;
import dev.tidemill.store.PinnedTables;
import java.util.Set;

/**
 * A transaction's tick with what it has written over it, as the query store reads it. Closing it
 * does nothing: the pin is the transaction's.
 */
record OverlaidTick(PinnedTables base, Overlay overlay) implements PinnedTables {
    OverlaidTick {
        requireNonNull(base, "base");
        requireNonNull(overlay, "overlay");
    }

    @Override
    public long tick() {
        return base.tick();
    }

    @Override
    public long nowMicros() {
        return base.nowMicros();
    }

    @Override
    public Set<String> names() {
        return base.names();
    }

    @Override
    public TableSnapshot table(String name) {
        return overlay.over(name, base.table(name));
    }

    @Override
    public void close() {}
}
