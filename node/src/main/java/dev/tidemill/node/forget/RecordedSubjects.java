package dev.tidemill.node.forget;

import dev.tidemill.algebra.type.Field;
import dev.tidemill.catalog.EntryColumn;
import dev.tidemill.catalog.lineage.Direction;
import dev.tidemill.catalog.lineage.LineageEdge;
import dev.tidemill.catalog.lineage.LineageGraph;
import dev.tidemill.node.record.ErasureEntry;
import dev.tidemill.node.record.Recording;
import dev.tidemill.sql.lineage.Influence;
import dev.tidemill.sql.lineage.Origin;
import dev.tidemill.sql.lineage.Transformation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Which recorded changes hold what is known of people. A line with a person's value, as it is, in a
 * recorded column is theirs and goes by itself. When the value is not recorded, and a column has
 * something of single rows of a table of people, nobody can say whose a line is: then all lines go.
 *
 * <p>A column that rows are grouped by, or an aggregate, is of many rows: it counts only when the
 * contract of what it is made of classifies that.
 */
final class RecordedSubjects {
    private final LineageGraph graph;

    private RecordedSubjects(LineageGraph graph) {
        this.graph = graph;
    }

    /**
     * What of recorded changes is to be erased with people.
     *
     * @param subjects columns of input tables that identify people
     */
    static List<ErasureEntry.Cell> cells(
            List<Recording> recordings, LineageGraph graph, Collection<Origin> subjects) {
        RecordedSubjects recorded = new RecordedSubjects(graph);
        Set<String> tables = new TreeSet<>();
        subjects.forEach(subject -> tables.add(subject.table()));
        Set<ErasureEntry.Cell> cells = new LinkedHashSet<>();
        for (String table : tables) {
            Set<Origin> values = recorded.values(of(table, subjects));
            Set<Origin> told = recorded.told(table);
            for (Recording recording : recordings) {
                List<String> own = columns(recording, values);
                own.forEach(column -> cells.add(new ErasureEntry.Cell(recording.log(), column)));
                if (own.isEmpty() && !columns(recording, told).isEmpty()) {
                    cells.add(new ErasureEntry.Cell(recording.log(), ErasureEntry.Cell.ALL));
                }
            }
        }
        return List.copyOf(cells);
    }

    private static List<Origin> of(String table, Collection<Origin> subjects) {
        return subjects.stream().filter(subject -> subject.table().equals(table)).toList();
    }

    /** The recorded columns that are among some. */
    private static List<String> columns(Recording recording, Set<Origin> among) {
        return recording.recorded().stream()
                .map(Field::name)
                .filter(column -> among.contains(new Origin(recording.table(), column)))
                .toList();
    }

    /** All columns that have the values of some as they are. */
    private Set<Origin> values(List<Origin> of) {
        return reached(of, edge -> has(edge, way -> way.influence() == Influence.IDENTITY));
    }

    /**
     * All columns that tell something of single rows of a table, or what its contract classifies.
     */
    private Set<Origin> told(String table) {
        List<Origin> all = new ArrayList<>();
        List<Origin> classified = new ArrayList<>();
        for (EntryColumn column : graph.entry(table).columns()) {
            Origin origin = new Origin(table, column.name());
            all.add(origin);
            if (!column.classification().isEmpty()) {
                classified.add(origin);
            }
        }
        Set<Origin> told = reached(all, this::isOfSingleRows);
        told.addAll(reached(classified, edge -> has(edge, way -> way.influence().isDirect())));
        return told;
    }

    private boolean isOfSingleRows(LineageEdge edge) {
        boolean grouped =
                graph.entry(edge.to().table()).rows().ways(edge.from()).stream()
                        .anyMatch(way -> way.influence() == Influence.GROUP_BY);
        return !grouped
                && has(
                        edge,
                        way ->
                                way.influence() == Influence.IDENTITY
                                        || way.influence() == Influence.TRANSFORMATION);
    }

    /** Whether values come by some way; what masks them leaves none. */
    private static boolean has(LineageEdge edge, Predicate<Transformation> wanted) {
        return edge.ways().stream().anyMatch(way -> !way.masking() && wanted.test(way));
    }

    private Set<Origin> reached(List<Origin> from, Predicate<LineageEdge> by) {
        Set<Origin> reached = new HashSet<>(from);
        Deque<Origin> waiting = new ArrayDeque<>(from);
        while (!waiting.isEmpty()) {
            for (LineageEdge edge : graph.edges(waiting.removeFirst(), Direction.DOWN)) {
                if (edge.to().column() != null && by.test(edge) && reached.add(edge.to())) {
                    waiting.addLast(edge.to());
                }
            }
        }
        return reached;
    }
}
