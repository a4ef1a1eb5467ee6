package dev.tidemill.node.catalog;

import dev.tidemill.catalog.CatalogBuilder;
import dev.tidemill.catalog.PlannedLive;
import dev.tidemill.catalog.ProjectCatalog;
import dev.tidemill.catalog.StatementTable;
import dev.tidemill.definitions.Project;
import dev.tidemill.node.definition.DefinitionsInForce;
import dev.tidemill.node.definition.PlannedTable;
import dev.tidemill.node.definition.ProjectDefinitions;
import dev.tidemill.node.function.FunctionStore;
import dev.tidemill.node.ingest.SystemTables;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** Makes catalogs. */
public final class MillCatalog {
    private MillCatalog() {}

    /**
     * The catalog of a folder that no mill need run; throws when a query does not plan.
     *
     * @param scratch where copies of the folder's jars are kept; the caller deletes it
     */
    public static ProjectCatalog of(Project project, Path scratch) {
        List<PlannedTable> planned =
                ProjectDefinitions.planned(project, new FunctionStore(scratch));
        return CatalogBuilder.of(project, List.of(), live(planned));
    }

    /**
     * What a mill runs: the tables of its folder and of statements; none that is suspended, and no
     * preview.
     */
    public static ProjectCatalog of(Project project, DefinitionsInForce.View view) {
        List<StatementTable> others =
                view.inputs().values().stream()
                        .filter(table -> !SystemTables.isSystem(table.name()))
                        .map(t -> new StatementTable(t.name(), t.schema(), t.isKeyed()))
                        .toList();
        Set<String> previews = view.definitions().previewNames();
        List<PlannedTable> running =
                view.liveTables().values().stream()
                        .filter(table -> !previews.contains(table.name()))
                        .toList();
        return CatalogBuilder.of(project, others, live(running));
    }

    private static List<PlannedLive> live(Collection<PlannedTable> planned) {
        return planned.stream()
                .map(table -> new PlannedLive(table.name(), table.schema(), table.lineage()))
                .toList();
    }
}
