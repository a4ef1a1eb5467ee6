package dev.tidemill.node.feature;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.error.ErrorCode;
import java.util.List;

/**
 * The features of some keys.
 *
 * @param features one row for each key, in order
 * @param statuses by source and key; not to be changed
 * @param failures of expressions, whose values are NULL
 */
record FeatureValues(Batch features, FeatureStatus[][] statuses, List<Failure> failures) {
    FeatureValues {
        requireNonNull(features, "features");
        requireNonNull(statuses, "statuses");
        failures = List.copyOf(failures);
    }

    /** An expression that failed for a key. */
    public record Failure(int row, String feature, ErrorCode code, String message) {
        public Failure {
            requireNonNull(feature, "feature");
            requireNonNull(code, "code");
            requireNonNull(message, "message");
        }
    }
}
