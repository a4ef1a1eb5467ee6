package dev.tidemill.node.predict;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a predictor does, as of the newest tick.
 *
 * @param on the table whose entering rows are decided upon
 * @param modelVersion raised when another model begins
 * @param labelsLearnt by this version
 * @param due rows that wait for their prediction
 * @param pending predictions that wait for their label
 * @param counts by the names of {@code tidemill.predictor_metrics}, since the predictor is there
 * @param measures those that are known, by the same names
 */
public record PredictorStatus(
        String name,
        String on,
        String learner,
        int modelVersion,
        long labelsLearnt,
        long due,
        long pending,
        Map<String, Long> counts,
        Map<String, Double> measures) {
    public PredictorStatus {
        requireNonNull(name, "name");
        requireNonNull(on, "on");
        requireNonNull(learner, "learner");
        counts = Collections.unmodifiableMap(new LinkedHashMap<>(counts));
        measures = Collections.unmodifiableMap(new LinkedHashMap<>(measures));
    }
}
