package dev.tidemill.node.access;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.engine.circuit.TableSnapshot;
import dev.tidemill.store.PinnedTables;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** A tick with the tables that somebody may see, as they may be seen. Safe for all threads. */
final class RestrictedTick implements PinnedTables {
    private final PinnedTables tick;
    private final Sight sight;
    private final Set<String> names = new TreeSet<>();
    private final Map<String, TableSnapshot> seen = new ConcurrentHashMap<>();

    RestrictedTick(PinnedTables tick, Sight sight) {
        this.tick = tick;
        this.sight = sight;
        tick.names().stream().filter(sight::sees).forEach(names::add);
    }

    @Override
    public long tick() {
        return tick.tick();
    }

    @Override
    public long nowMicros() {
        return tick.nowMicros();
    }

    @Override
    public Set<String> names() {
        return names;
    }

    @Override
    public TableSnapshot table(String name) {
        if (!names.contains(name)) {
            throw new TidemillException(ErrorCode.UNKNOWN_TABLE, "there is no table " + name);
        }
        return seen.computeIfAbsent(name, each -> sight.of(each, tick.table(each)));
    }

    @Override
    public void close() {
        tick.close();
    }
}
