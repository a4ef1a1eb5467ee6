package dev.tidemill.node.catalog;

import dev.tidemill.algebra.type.Schema;
import dev.tidemill.catalog.Entry;
import dev.tidemill.catalog.EntryColumn;
import dev.tidemill.catalog.ProjectCatalog;
import dev.tidemill.node.access.Sight;
import dev.tidemill.sql.lineage.Origin;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A catalog as somebody may see it: the tables and columns that are there for them, and what these
 * depend on as far as it is there.
 */
public final class SeenProject {
    private SeenProject() {}

    /**
     * What of a catalog may be seen. Sources and actions are not told of.
     *
     * @param schemas of all tables that run
     */
    public static ProjectCatalog of(
            ProjectCatalog catalog, Sight sight, Map<String, Schema> schemas) {
        if (!sight.isRestricted()) {
            return catalog;
        }
        Predicate<Origin> there =
                origin -> {
                    Schema schema = schemas.get(origin.table());
                    if (schema == null || !sight.sees(origin.table())) {
                        return false;
                    }
                    String column = origin.column();
                    return column == null
                            || sight.columns(origin.table(), schema).indexOf(column) >= 0;
                };
        List<Entry> entries = new ArrayList<>();
        for (Entry entry : catalog.entries()) {
            Schema schema = schemas.get(entry.id());
            if (entry.kind().isTable() && schema != null && sight.sees(entry.id())) {
                Set<String> names = new HashSet<>(sight.columns(entry.id(), schema).names());
                entries.add(with(entry, names, there));
            }
        }
        return new ProjectCatalog(catalog.project(), entries);
    }

    private static Entry with(Entry entry, Set<String> names, Predicate<Origin> there) {
        List<EntryColumn> columns =
                entry.columns().stream()
                        .filter(column -> names.contains(column.name()))
                        .map(column -> with(column, there))
                        .toList();
        return new Entry(
                entry.id(),
                entry.name(),
                entry.kind(),
                entry.file(),
                entry.description(),
                entry.owners(),
                entry.tags(),
                columns,
                entry.rows().only(there));
    }

    private static EntryColumn with(EntryColumn column, Predicate<Origin> there) {
        return new EntryColumn(
                column.name(),
                column.type(),
                column.description(),
                column.classification(),
                column.dependencies().only(there));
    }
}
