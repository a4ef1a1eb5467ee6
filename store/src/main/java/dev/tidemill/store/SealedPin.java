package dev.tidemill.store;

import dev.tidemill.engine.circuit.TableSnapshot;
import java.util.Set;

/** Rows on their way to the history, as the scan function finds them. */
record SealedPin(TableSnapshot sealed) implements PinnedTables {
    static final String NAME = "sealed";

    @Override
    public long tick() {
        return 0;
    }

    @Override
    public long nowMicros() {
        return 0;
    }

    @Override
    public Set<String> names() {
        return Set.of(NAME);
    }

    @Override
    public TableSnapshot table(String name) {
        return sealed;
    }

    @Override
    public void close() {}
}
