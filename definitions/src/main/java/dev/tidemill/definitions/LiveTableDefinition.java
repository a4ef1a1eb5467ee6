package dev.tidemill.definitions;

import static java.util.Objects.requireNonNull;

/**
 * A named query to keep current.
 *
 * @param sql the query alone, without the comment before it and the semicolon behind it
 * @param firstLine the line of the file on which {@code sql} starts, from 1
 * @param file the path inside the project
 * @param description the comment before the query; empty when there is none
 */
public record LiveTableDefinition(
        String name, String sql, int firstLine, String file, String description) {
    public LiveTableDefinition {
        requireNonNull(name, "name");
        requireNonNull(sql, "sql");
        requireNonNull(file, "file");
        requireNonNull(description, "description");
    }
}
