package dev.tidemill.node.plan;

import static java.util.Objects.requireNonNull;

/**
 * What building a live table takes, as of now.
 *
 * @param when {@code at_once}, in the tick of the definitions, or {@code beside_ticks}
 * @param rowsToRead of all tables that it, and what changes together with it, is built from
 * @param stateBytes about what it will keep
 * @param from what that is estimated from: {@code running_table} or {@code rows_and_width}
 */
public record BuildEstimate(String when, long rowsToRead, long stateBytes, String from) {
    static final String AT_ONCE = "at_once";
    static final String BESIDE_TICKS = "beside_ticks";
    static final String RUNNING_TABLE = "running_table";
    static final String ROWS_AND_WIDTH = "rows_and_width";

    public BuildEstimate {
        requireNonNull(when, "when");
        requireNonNull(from, "from");
    }
}
