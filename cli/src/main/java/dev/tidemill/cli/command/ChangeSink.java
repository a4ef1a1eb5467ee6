package dev.tidemill.cli.command;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What a watcher does with a table's snapshot and changes.
 *
 * <p>{@link #refresh} is called by a thread of its own, the others by the reader of the stream.
 */
interface ChangeSink {
    /**
     * The whole table at one tick; replaces all that was known.
     *
     * @param snapshot with {@code tick}, {@code columns} and {@code rows}
     */
    void snapshot(JsonNode snapshot);

    /**
     * What one tick changed.
     *
     * @param changes with {@code tick} and {@code changes}, pairs of a weight and a row
     */
    void changes(JsonNode changes);

    /** Called some times a second, so that much can change between two looks at it. */
    default void refresh() {}
}
