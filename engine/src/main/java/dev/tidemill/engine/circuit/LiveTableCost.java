package dev.tidemill.engine.circuit;

import static java.util.Objects.requireNonNull;

/**
 * What a live table has cost since the start. Its part of operators that several live tables share
 * is an equal one.
 *
 * @param tickNanos time in its operators and in keeping its rows, on all threads that worked on it
 * @param buildNanos time in which it was built beside the ticks
 * @param rowsIn changed rows that its operators took in
 * @param rowsOut changed rows that it gave
 */
public record LiveTableCost(
        String table, long tickNanos, long buildNanos, long rowsIn, long rowsOut) {
    public LiveTableCost {
        requireNonNull(table, "table");
    }
}
