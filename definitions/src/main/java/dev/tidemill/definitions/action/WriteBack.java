package dev.tidemill.definitions.action;

import static java.util.Objects.requireNonNull;

/**
 * A keyed table that the action writes to, as input of a later tick.
 *
 * @param row the row to write, a template of a JSON object
 * @param deletes whether the row is deleted when the live table's row leaves
 * @param allowsCycle whether what is written may reach the live table again
 * @param depthMax how often in a row what was written may cause more
 */
public record WriteBack(
        String table, BodyTemplate row, boolean deletes, boolean allowsCycle, int depthMax) {
    public static final int DEPTH_MAX_DEFAULT = 8;

    public WriteBack {
        requireNonNull(table, "table");
        requireNonNull(row, "row");
        if (depthMax < 1) {
            throw new IllegalArgumentException("depth " + depthMax);
        }
    }
}
