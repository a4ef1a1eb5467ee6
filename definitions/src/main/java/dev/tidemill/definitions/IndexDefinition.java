package dev.tidemill.definitions;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A secondary index of a keyed or live table.
 *
 * @param columns in the index's order
 * @param file the path inside the project
 */
public record IndexDefinition(String name, String table, List<String> columns, String file) {
    public IndexDefinition {
        requireNonNull(name, "name");
        requireNonNull(table, "table");
        columns = List.copyOf(columns);
        requireNonNull(file, "file");
    }
}
