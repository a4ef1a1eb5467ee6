package dev.tidemill.node.lineage;

import dev.tidemill.catalog.ProjectCatalog;
import java.util.Map;
import java.util.Set;

/**
 * The mill as its lineage is told.
 *
 * @param rows of the tables that run
 * @param suspended live tables that are defined and do not run
 */
public record LineageView(ProjectCatalog catalog, Map<String, Long> rows, Set<String> suspended) {
    public LineageView {
        rows = Map.copyOf(rows);
        suspended = Set.copyOf(suspended);
    }
}
