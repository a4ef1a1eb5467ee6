package dev.tidemill.node.lineage;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.json.Json;
import dev.tidemill.catalog.Entry;
import dev.tidemill.catalog.EntryKind;
import dev.tidemill.catalog.ProjectCatalog;
import dev.tidemill.catalog.openlineage.LineageEvents;
import dev.tidemill.catalog.openlineage.RunState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Finds what to tell by comparing the mill with what it was at the last look: an entry that is new
 * or other than before is told as defined; a live table's run begins when the table is first seen,
 * or seen with another query, goes on, and ends when the table is suspended (ABORT), gone, replaced
 * or the mill stops (COMPLETE). A run begins anew with each start of the mill. Not thread-safe.
 */
final class LineageTeller {
    private final Duration every;
    private final Supplier<UUID> ids;
    private final Predicate<Json> told;
    private final Map<String, Entry> known = new LinkedHashMap<>();
    private final Map<String, Run> runs = new LinkedHashMap<>();

    /** A run that has begun, and when it was last told of. */
    private record Run(Entry entry, UUID id, Instant toldAt) {}

    /**
     * @param every how often a run that goes on is told of
     * @param ids of new runs
     * @param told takes an event; false when there is no room, and it is offered again later
     */
    LineageTeller(Duration every, Supplier<UUID> ids, Predicate<Json> told) {
        this.every = requireNonNull(every, "every");
        this.ids = requireNonNull(ids, "ids");
        this.told = requireNonNull(told, "told");
    }

    /** Tells what is other than at the last look. */
    void look(LineageView view, Instant now) {
        ProjectCatalog catalog = view.catalog();
        LineageEvents events = new LineageEvents(catalog);
        for (Entry entry : catalog.entries()) {
            if (!entry.equals(known.get(entry.id())) && told.test(events.defined(entry, now))) {
                known.put(entry.id(), entry);
            }
        }
        Map<String, Entry> entries = catalog.byId();
        known.keySet().retainAll(entries.keySet());
        for (String table : List.copyOf(runs.keySet())) {
            Run run = requireNonNull(runs.get(table));
            if (!run.entry().equals(entries.get(table)) || !view.rows().containsKey(table)) {
                boolean suspended = view.suspended().contains(table);
                end(events, run, suspended ? RunState.ABORT : RunState.COMPLETE, now);
            }
        }
        for (Entry entry : catalog.entries()) {
            Long rows = view.rows().get(entry.id());
            if (entry.kind() == EntryKind.LIVE && rows != null) {
                goOn(events, entry, rows, now);
            }
        }
    }

    private void goOn(LineageEvents events, Entry entry, long rows, Instant now) {
        Run run = runs.get(entry.id());
        boolean begins = run == null;
        if (run != null && now.isBefore(run.toldAt().plus(every))) {
            return;
        }
        UUID id = run == null ? ids.get() : run.id();
        boolean taken =
                told.test(
                        events.run(
                                entry,
                                id,
                                begins ? RunState.START : RunState.RUNNING,
                                OptionalLong.of(rows),
                                now));
        if (taken || !begins) {
            runs.put(entry.id(), new Run(entry, id, now));
        }
    }

    private void end(LineageEvents events, Run run, RunState how, Instant now) {
        boolean _ = told.test(events.run(run.entry(), run.id(), how, OptionalLong.empty(), now));
        runs.remove(run.entry().id());
    }

    /** The mill stops: all runs are complete. */
    void stop(ProjectCatalog catalog, Instant now) {
        LineageEvents events = new LineageEvents(catalog);
        new ArrayList<>(runs.values()).forEach(run -> end(events, run, RunState.COMPLETE, now));
    }
}
