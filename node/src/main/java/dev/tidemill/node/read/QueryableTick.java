package dev.tidemill.node.read;

import dev.tidemill.algebra.bound.Frontier;
import dev.tidemill.engine.circuit.TableSnapshot;
import dev.tidemill.node.definition.PlannedTable;
import dev.tidemill.node.definition.TableBuild;
import dev.tidemill.node.ingest.SystemTables;
import dev.tidemill.node.record.Suspension;
import dev.tidemill.node.tick.PublishedTick;
import dev.tidemill.store.PinnedTables;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A published tick as the query store reads it. Closing it ends the pin it was made with. */
public final class QueryableTick implements PinnedTables {
    private final PublishedTick published;
    private final ErrorsTable errors;
    private final @Nullable TableSnapshot audit;

    /** A tick as the mill itself reads it. */
    public QueryableTick(PublishedTick published) {
        this(published, null);
    }

    /**
     * @param audit the acts that who asks may see; null where there is no log of them
     */
    public QueryableTick(PublishedTick published, @Nullable TableSnapshot audit) {
        this.published = published;
        this.audit = audit;
        Set<String> live = published.definitions().liveTables().keySet();
        this.errors = new ErrorsTable(published.snapshot(), live);
    }

    /** The live tables that are defined in the tick and do not run. */
    Collection<Suspension> suspended() {
        return published.definitions().suspended().values();
    }

    /** The live tables that are built and were never complete. */
    List<TableBuild> building() {
        return published.definitions().building().values().stream()
                .filter(build -> !build.replaces())
                .toList();
    }

    /** The live tables of the tick, with their plans. */
    Collection<PlannedTable> liveTables() {
        return published.definitions().liveTables().values();
    }

    @Override
    public long tick() {
        return published.tick();
    }

    @Override
    public long nowMicros() {
        return published.nowMicros();
    }

    /** The tick's time and watermarks. */
    Frontier frontier() {
        return published.snapshot().frontier();
    }

    @Override
    public Set<String> names() {
        Set<String> names = new TreeSet<>(published.snapshot().tables());
        names.add(ErrorsTable.NAME);
        if (audit != null) {
            names.add(SystemTables.AUDIT);
        }
        return names;
    }

    @Override
    public TableSnapshot table(String name) {
        if (audit != null && name.equals(SystemTables.AUDIT)) {
            return audit;
        }
        return name.equals(ErrorsTable.NAME) ? errors : published.snapshot().table(name);
    }

    @Override
    public void close() {
        published.close();
    }
}
