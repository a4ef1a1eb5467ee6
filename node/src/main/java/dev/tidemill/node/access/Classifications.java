package dev.tidemill.node.access;

import dev.tidemill.definitions.contract.ColumnContract;
import dev.tidemill.definitions.contract.TableContract;
import dev.tidemill.node.definition.PlannedTable;
import dev.tidemill.sql.lineage.ColumnLineage;
import dev.tidemill.sql.lineage.Dependencies;
import dev.tidemill.sql.lineage.Origin;
import dev.tidemill.sql.lineage.Transformation;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The privacy classes of all columns: what contracts say, and what comes along with the values that
 * a live table's column is made of. A class does not come through what leaves no value to read, as
 * a count or a digest, nor through conditions, joins and groups. Immutable.
 */
final class Classifications {
    private final Map<String, Map<String, Set<String>>> byTable = new HashMap<>();
    private final Map<String, PlannedTable> live;
    private final Map<String, String> previews;

    private Classifications(
            Map<String, Map<String, Set<String>>> declared,
            Map<String, PlannedTable> live,
            Map<String, String> previews) {
        byTable.putAll(declared);
        this.live = Map.copyOf(live);
        this.previews = Map.copyOf(previews);
    }

    /**
     * The classes of a set of definitions.
     *
     * @param contracts of tables of every kind
     * @param previews what each of them previews, by their names; its columns' classes are theirs
     *     too
     */
    static Classifications of(
            Collection<TableContract> contracts,
            Map<String, PlannedTable> live,
            Map<String, String> previews) {
        Map<String, Map<String, Set<String>>> declared = new HashMap<>();
        for (TableContract contract : contracts) {
            Map<String, Set<String>> columns =
                    declared.computeIfAbsent(contract.name(), _ -> new HashMap<>());
            for (ColumnContract column : contract.columns()) {
                if (column.classification() != null) {
                    columns.computeIfAbsent(column.name(), _ -> new HashSet<>())
                            .add(column.classification());
                }
            }
        }
        Classifications all = new Classifications(declared, live, previews);
        Set<String> done = new HashSet<>();
        live.keySet().forEach(table -> all.bring(table, done));
        return all;
    }

    /**
     * Live tables read no circles, and none reads a preview of what it is read by, so each is done
     * when those that it reads are.
     */
    private void bring(String table, Set<String> done) {
        PlannedTable planned = live.get(table);
        if (planned == null || !done.add(table)) {
            return;
        }
        String previewed = previews.get(table);
        if (previewed != null) {
            bring(previewed, done);
            byTable.getOrDefault(previewed, Map.of())
                    .forEach((column, classes) -> add(table, column, classes));
        }
        planned.inputs().forEach(input -> bring(input, done));
        List<ColumnLineage> columns = planned.lineage().columns();
        for (ColumnLineage column : columns) {
            Set<String> classes = new HashSet<>();
            Dependencies dependencies = column.dependencies();
            for (Origin origin : dependencies.origins()) {
                if (origin.column() != null
                        && dependencies.ways(origin).stream().anyMatch(Classifications::brings)) {
                    classes.addAll(of(origin.table(), origin.column()));
                }
            }
            if (!classes.isEmpty()) {
                add(table, column.column(), classes);
            }
        }
    }

    private void add(String table, String column, Set<String> classes) {
        byTable.computeIfAbsent(table, _ -> new HashMap<>())
                .computeIfAbsent(column, _ -> new HashSet<>())
                .addAll(classes);
    }

    private static boolean brings(Transformation way) {
        return way.influence().isDirect() && !way.masking();
    }

    /** The classes of a column; none for one that is not known. */
    Set<String> of(String table, String column) {
        return Set.copyOf(byTable.getOrDefault(table, Map.of()).getOrDefault(column, Set.of()));
    }
}
