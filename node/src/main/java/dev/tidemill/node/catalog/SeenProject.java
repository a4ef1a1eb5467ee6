package dev.tidemill.node.catalog;

import dev.tidemill.algebra.type.Schema;
import dev.tidemill.catalog.Entry;
import dev.tidemill.catalog.EntryColumn;
import dev.tidemill.catalog.ProjectCatalog;
import dev.tidemill.node.access.Sight;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A catalog as somebody may see it: the tables and columns that are there for them. */
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
        List<Entry> entries = new ArrayList<>();
        for (Entry entry : catalog.entries()) {
            Schema schema = schemas.get(entry.id());
            if (entry.kind().isTable() && schema != null && sight.sees(entry.id())) {
                entries.add(with(entry, new HashSet<>(sight.columns(entry.id(), schema).names())));
            }
        }
        return new ProjectCatalog(catalog.project(), entries);
    }

    private static Entry with(Entry entry, Set<String> names) {
        List<EntryColumn> columns =
                entry.columns().stream().filter(column -> names.contains(column.name())).toList();
        return new Entry(
                entry.id(),
                entry.name(),
                entry.kind(),
                entry.file(),
                entry.description(),
                entry.owners(),
                entry.tags(),
                columns,
                entry.rows());
    }
}
