package dev.tidemill.definitions.action;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * A keyed table that gets a row when one enters the action's live table, and loses it when that one
 * leaves; both as inputs of a later tick.
 *
 * @param key the table's only key column; it takes the action's key
 * @param time the column that takes the time of the tick in which the row entered, or null
 */
public record Latch(String table, String key, @Nullable String time) {
    public Latch {
        requireNonNull(table, "table");
        requireNonNull(key, "key");
    }
}
