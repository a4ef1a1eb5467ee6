package dev.tidemill.catalog;

import static java.util.Objects.requireNonNull;

import dev.tidemill.sql.lineage.Dependencies;
import java.util.List;
import java.util.Optional;

/**
 * One thing that a project defines.
 *
 * @param id unique in the catalog: a table's name; of others the kind before it, as in {@code
 *     action/page}
 * @param name as the project names it
 * @param file inside the project; empty when a statement defined it
 * @param description empty when there is none
 * @param columns a table's; of an action what it delivers; none of a source
 * @param rows what decides which rows there are
 */
public record Entry(
        String id,
        String name,
        EntryKind kind,
        String file,
        String description,
        List<String> owners,
        List<String> tags,
        List<EntryColumn> columns,
        Dependencies rows) {
    public Entry {
        requireNonNull(id, "id");
        requireNonNull(name, "name");
        requireNonNull(kind, "kind");
        requireNonNull(file, "file");
        requireNonNull(description, "description");
        owners = List.copyOf(owners);
        tags = List.copyOf(tags);
        columns = List.copyOf(columns);
        requireNonNull(rows, "rows");
    }

    public Optional<EntryColumn> column(String column) {
        return columns.stream().filter(each -> each.name().equals(column)).findFirst();
    }

    public List<String> columnNames() {
        return columns.stream().map(EntryColumn::name).toList();
    }
}
