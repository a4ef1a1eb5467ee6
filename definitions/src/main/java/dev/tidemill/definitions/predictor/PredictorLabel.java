package dev.tidemill.definitions.predictor;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where it becomes known what was foretold, or what a choice brought.
 *
 * @param table whose entering rows are labels
 * @param key its columns that have the values of the predictor's key, in its order
 * @param value its column with the label
 * @param within how long after a row was due its label counts
 * @param missing what a choice brought of which nothing was heard in time; null when nothing is
 *     learnt then
 */
public record PredictorLabel(
        String table, List<String> key, String value, Duration within, @Nullable Double missing) {
    // Spelled out, since a compact constructor's parameters lose their annotations.
    public PredictorLabel(
            String table,
            List<String> key,
            String value,
            Duration within,
            @Nullable Double missing) {
        this.table = requireNonNull(table, "table");
        this.key = List.copyOf(key);
        this.value = requireNonNull(value, "value");
        this.within = requireNonNull(within, "within");
        this.missing = missing;
    }

    /** One without which nothing is learnt. */
    public PredictorLabel(String table, List<String> key, String value, Duration within) {
        this(table, key, value, within, null);
    }
}
