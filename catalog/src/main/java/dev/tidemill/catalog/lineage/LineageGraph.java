package dev.tidemill.catalog.lineage;

import dev.tidemill.catalog.Entry;
import dev.tidemill.catalog.EntryColumn;
import dev.tidemill.catalog.ProjectCatalog;
import dev.tidemill.sql.lineage.Dependencies;
import dev.tidemill.sql.lineage.Influence;
import dev.tidemill.sql.lineage.Origin;
import dev.tidemill.sql.lineage.Transformation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What depends on what in a catalog. Its nodes are columns, and the rows of each entry, on which
 * all columns of the entry depend. There may be circles, as an action's latch writes a table that
 * its own live table reads. Immutable.
 */
public final class LineageGraph {
    private static final TreeSet<Transformation> OWN_ROWS =
            new TreeSet<>(Set.of(Transformation.of(Influence.ROWS)));

    private final ProjectCatalog catalog;
    private final Map<String, Entry> entries;
    private final SortedMap<Origin, List<LineageEdge>> upwards = new TreeMap<>();
    private final SortedMap<Origin, List<LineageEdge>> downwards = new TreeMap<>();

    public LineageGraph(ProjectCatalog catalog) {
        this.catalog = catalog;
        this.entries = catalog.byId();
        for (Entry entry : catalog.entries()) {
            Origin rows = Origin.rows(entry.id());
            add(rows, entry.rows());
            for (EntryColumn column : entry.columns()) {
                Origin node = new Origin(entry.id(), column.name());
                add(node, column.dependencies());
                if (!entry.rows().isEmpty()) {
                    addUpwards(new LineageEdge(rows, node, OWN_ROWS));
                }
            }
        }
    }

    private void add(Origin to, Dependencies dependencies) {
        for (Origin from : dependencies.origins()) {
            if (entries.containsKey(from.table())) {
                add(new LineageEdge(from, to, dependencies.ways(from)));
            }
        }
    }

    private void addUpwards(LineageEdge edge) {
        upwards.computeIfAbsent(edge.to(), _ -> new ArrayList<>()).add(edge);
    }

    private void add(LineageEdge edge) {
        addUpwards(edge);
        downwards.computeIfAbsent(edge.from(), _ -> new ArrayList<>()).add(edge);
    }

    public ProjectCatalog catalog() {
        return catalog;
    }

    public Entry entry(String id) {
        return catalog.entry(id);
    }

    /**
     * The next steps from a node. Downwards, the rows of an entry do not lead to its own columns:
     * whoever reads these depends on the rows too.
     */
    public List<LineageEdge> edges(Origin node, Direction direction) {
        return switch (direction) {
            case UP -> List.copyOf(upwards.getOrDefault(node, List.of()));
            case DOWN -> List.copyOf(downwards.getOrDefault(node, List.of()));
        };
    }

    /** All edges, in the order of entries and columns. */
    public List<LineageEdge> edges() {
        return upwards.values().stream().flatMap(List::stream).toList();
    }

    /**
     * The nodes that a name stands for: one column, or an entry's rows and columns.
     *
     * @param name {@code TABLE} or {@code TABLE.COLUMN}
     */
    public List<Origin> nodes(String name) {
        if (entries.containsKey(name)) {
            Entry entry = catalog.entry(name);
            List<Origin> all = new ArrayList<>(List.of(Origin.rows(name)));
            entry.columns().forEach(column -> all.add(new Origin(name, column.name())));
            return all;
        }
        int dot = name.lastIndexOf('.');
        if (dot < 0) {
            catalog.entry(name);
        }
        String table = name.substring(0, dot);
        String column = name.substring(dot + 1);
        return List.of(new Origin(table, catalog.column(table, column).name()));
    }

    /** All edges that are met from some nodes on, each once, the nearest first. */
    public List<LineageEdge> reached(List<Origin> from, Direction direction) {
        Set<Origin> seen = new LinkedHashSet<>(from);
        Set<LineageEdge> met = new LinkedHashSet<>();
        Deque<Origin> waiting = new ArrayDeque<>(from);
        while (!waiting.isEmpty()) {
            for (LineageEdge edge : edges(waiting.removeFirst(), direction)) {
                met.add(edge);
                Origin next = direction == Direction.UP ? edge.from() : edge.to();
                if (seen.add(next)) {
                    waiting.addLast(next);
                }
            }
        }
        return List.copyOf(met);
    }
}
