package dev.tidemill.definitions.contract;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * How late a table's rows may come.
 *
 * @param columns by column, how far behind its greatest value a row may be; a column that is not
 *     there may be as late as it likes
 * @param idle a source that is silent for so long is not waited for
 */
public record TableLateness(Map<String, Duration> columns, Duration idle) {
    /** How long a source may be silent when the contract does not say. */
    public static final Duration IDLE_DEFAULT = Duration.ofMinutes(1);

    /** Nothing is late. */
    public static final TableLateness NONE = new TableLateness(Map.of(), IDLE_DEFAULT);

    public TableLateness {
        requireNonNull(idle, "idle");
        columns = Collections.unmodifiableMap(new TreeMap<>(columns));
    }
}
