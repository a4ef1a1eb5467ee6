package dev.tidemill.definitions.predictor;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When a model is trained anew from labelled predictions, to become a challenger.
 *
 * @param every as time goes by the ticks; null when that is no reason
 * @param onDrift whether a change of the champion's errors is one
 * @param rowsMax of how many labelled predictions, the newest
 * @param rowsMin with fewer nothing is trained
 * @param epochs how often it is told them, in their order
 * @param sharePercent of the keys that the model answers from then on
 */
public record RetrainingRule(
        @Nullable Duration every,
        boolean onDrift,
        int rowsMax,
        int rowsMin,
        int epochs,
        LearnerSettings learner,
        double sharePercent) {
    public RetrainingRule {
        requireNonNull(learner, "learner");
    }
}
