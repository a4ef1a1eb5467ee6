package dev.tidemill.node.forget;

import dev.tidemill.catalog.Entry;
import dev.tidemill.catalog.EntryKind;
import dev.tidemill.catalog.ProjectCatalog;
import dev.tidemill.catalog.lineage.Direction;
import dev.tidemill.catalog.lineage.LineageEdge;
import dev.tidemill.catalog.lineage.LineageGraph;
import dev.tidemill.definitions.Project;
import dev.tidemill.definitions.action.ActionDefinition;
import dev.tidemill.definitions.contract.ColumnContract;
import dev.tidemill.definitions.contract.TableContract;
import dev.tidemill.node.record.ErasureEntry;
import dev.tidemill.node.record.Recording;
import dev.tidemill.sql.lineage.Origin;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which columns identify people, and which may hold values made of theirs.
 *
 * @param cells columns of input tables whose contracts say so, and of recorded changes that hold
 *     their values
 * @param derived by live table, columns that are made of those
 * @param notices columns of actions' notices that are, or may hold such values as {@link
 *     NoticeColumns} says; each defined action has one at least, which may be {@link
 *     ErasureEntry.Notice#NO_COLUMN}
 */
record SubjectColumns(
        List<ErasureEntry.Cell> cells,
        Map<String, Set<String>> derived,
        List<ErasureEntry.Notice> notices) {

    /** The kinds of people that contracts name, in the order of the alphabet. */
    static Set<String> kinds(Project project) {
        Set<String> kinds = new TreeSet<>();
        for (TableContract table : project.contracts()) {
            for (ColumnContract column : table.columns()) {
                if (column.subject() != null) {
                    kinds.add(column.subject());
                }
            }
        }
        return kinds;
    }

    /**
     * As of a project.
     *
     * @param recordings the tables whose changes are recorded
     * @param kind of person; null for all kinds
     */
    static SubjectColumns of(
            Project project,
            ProjectCatalog catalog,
            List<Recording> recordings,
            @Nullable String kind) {
        List<ErasureEntry.Cell> cells = new ArrayList<>();
        List<Origin> origins = new ArrayList<>();
        List<ColumnContract> identifying = new ArrayList<>();
        for (TableContract table : project.contracts()) {
            for (ColumnContract column : table.columns()) {
                String subject = column.subject();
                if (subject != null && (kind == null || kind.equals(subject))) {
                    cells.add(new ErasureEntry.Cell(table.name(), column.name()));
                    origins.add(new Origin(table.name(), column.name()));
                    identifying.add(column);
                }
            }
        }
        Map<String, Set<String>> derived = new TreeMap<>();
        LineageGraph graph = new LineageGraph(catalog);
        Set<Origin> made = new LinkedHashSet<>(origins);
        boolean more = true;
        while (more) {
            more = false;
            for (Origin from : List.copyOf(made)) {
                for (LineageEdge edge : graph.edges(from, Direction.DOWN)) {
                    if (edge.isDirect() && edge.to().column() != null && made.add(edge.to())) {
                        more = true;
                    }
                }
            }
        }
        made.removeAll(origins);
        for (Origin origin : made) {
            String column = origin.column();
            if (column != null && graph.entry(origin.table()).kind() == EntryKind.LIVE) {
                derived.computeIfAbsent(origin.table(), _ -> new TreeSet<>()).add(column);
            }
        }
        cells.addAll(RecordedSubjects.cells(recordings, graph, origins));
        NoticeColumns looked = new NoticeColumns(identifying);
        return new SubjectColumns(
                cells, derived, notices(project.actions(), catalog.byId(), looked, derived));
    }

    private static List<ErasureEntry.Notice> notices(
            List<ActionDefinition> actions,
            Map<String, Entry> entries,
            NoticeColumns columns,
            Map<String, Set<String>> derived) {
        List<ErasureEntry.Notice> notices = new ArrayList<>();
        for (ActionDefinition action : actions) {
            Set<String> made = derived.getOrDefault(action.on(), Set.of());
            Entry table = entries.get(action.on());
            Set<String> looked = table == null ? made : columns.of(table, made);
            for (String column :
                    looked.isEmpty() ? Set.of(ErasureEntry.Notice.NO_COLUMN) : looked) {
                notices.add(new ErasureEntry.Notice(action.name(), column));
            }
        }
        return notices;
    }

    /** With other cells. */
    SubjectColumns withCells(List<ErasureEntry.Cell> others) {
        return new SubjectColumns(others, derived, notices);
    }

    /** What a receipt says of lineage. */
    List<ErasureReceipt.Reach> reach() {
        List<ErasureReceipt.Reach> reach = new ArrayList<>();
        derived.forEach(
                (table, columns) ->
                        reach.add(new ErasureReceipt.Reach(table, List.copyOf(columns))));
        return reach;
    }
}
