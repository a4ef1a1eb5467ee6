package dev.tidemill.catalog.lineage;

import static java.util.Objects.requireNonNull;

import dev.tidemill.catalog.EntryKind;
import dev.tidemill.sql.lineage.Origin;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a change of a column or a table reaches, by entry, the nearest first.
 *
 * @param entries those that it reaches, but the changed one
 */
public record Impact(List<Reached> entries) {
    /**
     * An entry that a change reaches.
     *
     * @param reads whether it reads what changes by name, and so breaks when that goes
     * @param anyRow whether the change may make rows come and go, and so reach all columns
     * @param columns those that are reached by themselves
     */
    public record Reached(
            String id, EntryKind kind, boolean reads, boolean anyRow, List<String> columns) {
        public Reached {
            requireNonNull(id, "id");
            requireNonNull(kind, "kind");
            columns = List.copyOf(columns);
        }
    }

    public Impact {
        entries = List.copyOf(entries);
    }

    /** The impact of a change of some nodes of one entry. */
    public static Impact of(LineageGraph graph, List<Origin> changed) {
        String own = changed.getFirst().table();
        Map<String, Set<String>> columns = new LinkedHashMap<>();
        Set<String> readers = new LinkedHashSet<>();
        Set<String> anyRow = new LinkedHashSet<>();
        for (LineageEdge edge : graph.reached(changed, Direction.DOWN)) {
            Origin to = edge.to();
            if (to.table().equals(own)) {
                continue;
            }
            Set<String> reached = columns.computeIfAbsent(to.table(), _ -> new LinkedHashSet<>());
            if (to.column() == null) {
                anyRow.add(to.table());
            } else {
                reached.add(to.column());
            }
            if (changed.contains(edge.from())) {
                readers.add(to.table());
            }
        }
        List<Reached> entries = new ArrayList<>();
        columns.forEach(
                (id, reached) ->
                        entries.add(
                                new Reached(
                                        id,
                                        graph.entry(id).kind(),
                                        readers.contains(id),
                                        anyRow.contains(id),
                                        List.copyOf(reached))));
        return new Impact(entries);
    }
}
