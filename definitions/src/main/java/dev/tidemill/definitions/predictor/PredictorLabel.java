package dev.tidemill.definitions.predictor;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;

/**
 * Where it becomes known what was foretold.
 *
 * @param table whose entering rows are labels
 * @param key its columns that have the values of the predictor's key, in its order
 * @param value its column with the label
 * @param within how long after a row was due its label counts
 */
public record PredictorLabel(String table, List<String> key, String value, Duration within) {
    public PredictorLabel {
        requireNonNull(table, "table");
        key = List.copyOf(key);
        requireNonNull(value, "value");
        requireNonNull(within, "within");
    }
}
