package dev.tidemill.catalog;

import static java.util.Objects.requireNonNull;

import dev.tidemill.sql.lineage.Dependencies;

/**
 * A column of an entry.
 *
 * @param type as SQL names it
 * @param description empty when there is none
 * @param classification the contract's privacy class; empty when there is none
 * @param dependencies what its values depend on, beyond what all rows of the entry do
 */
public record EntryColumn(
        String name,
        String type,
        String description,
        String classification,
        Dependencies dependencies) {
    public EntryColumn {
        requireNonNull(name, "name");
        requireNonNull(type, "type");
        requireNonNull(description, "description");
        requireNonNull(classification, "classification");
        requireNonNull(dependencies, "dependencies");
    }
}
