package dev.tidemill.definitions.exchange;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What another form of schema does not say of a table.
 *
 * @param table the table's name
 * @param key the key's columns; a table with some is a keyed one, unless an event time is named
 * @param eventTime the column of the event time, or null: then it is the first required timestamp
 */
public record ImportOptions(String table, List<String> key, @Nullable String eventTime) {
    public ImportOptions {
        requireNonNull(table, "table");
        key = List.copyOf(key);
    }

    public static ImportOptions of(String table) {
        return new ImportOptions(table, List.of(), null);
    }
}
