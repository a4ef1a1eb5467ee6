package dev.tidemill.definitions.quality;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.Place;
import org.jspecify.annotations.Nullable;

/**
 * A promise about a whole table, checked after every tick that changes it.
 *
 * @param name unique among the checks of the table
 * @param column the column that the check is about, or null for the table
 * @param percent the number is a share of the table's rows, 0 to 100, and 0 of an empty table
 * @param severity free text that alerts carry
 * @param place where the contract says it
 */
public record QualityCheck(
        String name,
        String table,
        @Nullable String column,
        Measure measure,
        boolean percent,
        Expectation expectation,
        String severity,
        OnFailure onFailure,
        @Nullable String description,
        Place place) {
    /** What a check's severity is when the contract does not say. */
    public static final String SEVERITY_DEFAULT = "error";

    /** What happens while a check fails. All are in the table of checks, the status and metrics. */
    public enum OnFailure {
        /** Nothing more. */
        WARN,
        /** The check is in the table of alerts, which actions can watch. */
        ALERT,
        /** The rows at fault are kept apart as well, in a live table of their own. */
        QUARANTINE
    }

    public QualityCheck {
        requireNonNull(name, "name");
        requireNonNull(table, "table");
        requireNonNull(measure, "measure");
        requireNonNull(expectation, "expectation");
        requireNonNull(severity, "severity");
        requireNonNull(onFailure, "onFailure");
        requireNonNull(place, "place");
    }
}
