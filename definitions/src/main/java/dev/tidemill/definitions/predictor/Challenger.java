package dev.tidemill.definitions.predictor;

import static java.util.Objects.requireNonNull;

/**
 * A learner beside the champion: it is told the same rows and labels, and measured on them.
 *
 * @param name its alias
 * @param sharePercent of the keys that it answers in the champion's place; 0 when it only watches
 */
public record Challenger(String name, LearnerSettings learner, double sharePercent) {
    public Challenger {
        requireNonNull(name, "name");
        requireNonNull(learner, "learner");
        if (!(sharePercent >= 0 && sharePercent <= 100)) {
            throw new IllegalArgumentException("a share of " + sharePercent + " percent");
        }
    }
}
