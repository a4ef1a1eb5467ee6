package dev.tidemill.node.plan;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * How a live table that is tried out stands.
 *
 * @param name what it is read by
 * @param of the table that it would become
 * @param prefix of the names of those that are tried out together
 * @param state {@code running}, {@code building} or {@code suspended}
 * @param rows of it; 0 while it is not there
 * @param stateBytes its part of the state, some seconds ago
 * @param rowsRead of those that it is built from, while it is built
 * @param rowsToRead all of these
 * @param problem why it does not run; null while it does
 */
public record PreviewState(
        String name,
        String of,
        String prefix,
        String state,
        long rows,
        long stateBytes,
        long rowsRead,
        long rowsToRead,
        @Nullable String problem) {
    static final String RUNNING = "running";
    static final String BUILDING = "building";
    static final String SUSPENDED = "suspended";

    // Spelled out, since a compact constructor's parameters lose their annotations.
    public PreviewState(
            String name,
            String of,
            String prefix,
            String state,
            long rows,
            long stateBytes,
            long rowsRead,
            long rowsToRead,
            @Nullable String problem) {
        this.name = requireNonNull(name, "name");
        this.of = requireNonNull(of, "of");
        this.prefix = requireNonNull(prefix, "prefix");
        this.state = requireNonNull(state, "state");
        this.rows = rows;
        this.stateBytes = stateBytes;
        this.rowsRead = rowsRead;
        this.rowsToRead = rowsToRead;
        this.problem = problem;
    }
}
