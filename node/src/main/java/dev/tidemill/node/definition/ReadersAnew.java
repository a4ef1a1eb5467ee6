package dev.tidemill.node.definition;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.plan.PlanHash;
import dev.tidemill.engine.circuit.LiveTable;
import dev.tidemill.node.record.SuspensionEntry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The readers of a table that is replaced whose state is made anew: which of them are known to
 * fail, as they did when the tick ran first, and what each one ran with. Engine thread only.
 */
final class ReadersAnew implements Function<LiveTable, @Nullable RuntimeException> {
    private final List<PlannedTable> planned;
    private final Map<String, PlannedTable> shown;
    private final Foretold foretold;
    private final Map<String, PlannedTable> asked = new HashMap<>();

    /**
     * @param planned what runs already, or will
     * @param shown what ran before the replacement, by name
     */
    ReadersAnew(List<PlannedTable> planned, Map<String, PlannedTable> shown, Foretold foretold) {
        this.planned = planned;
        this.shown = shown;
        this.foretold = foretold;
    }

    @Override
    public @Nullable RuntimeException apply(LiveTable reader) {
        PlannedTable running = running(reader);
        asked.put(reader.name(), running);
        SuspensionEntry known = foretold.failure(running.name(), running.sql());
        return known == null ? null : known.cause();
    }

    /** One that was replaced a moment ago runs as it is planned; the others as they are shown. */
    private PlannedTable running(LiveTable reader) {
        PlanHash hash = PlanHash.of(reader.plan());
        for (PlannedTable table : planned) {
            if (table.name().equals(reader.name()) && table.hash().equals(hash)) {
                return table;
            }
        }
        return requireNonNull(shown.get(reader.name()), reader.name());
    }

    /** What a reader ran with whose state was to be made anew. */
    PlannedTable ran(String reader) {
        return requireNonNull(asked.get(reader), reader);
    }
}
