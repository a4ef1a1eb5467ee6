package dev.tidemill.definitions.predictor;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A learner and what it is told beside rows.
 *
 * @param optimizer of linear models: {@code sgd}, {@code adagrad} or {@code ftrl}
 * @param numbers settings by name; one that is left out has the learner's default
 */
public record LearnerSettings(LearnerName learner, String optimizer, Map<String, Double> numbers) {
    public static final String OPTIMIZER_DEFAULT = "adagrad";

    /** Of bandits, which keep the square of this many slots. */
    public static final int BANDIT_HASH_BITS_DEFAULT = 6;

    public LearnerSettings {
        requireNonNull(learner, "learner");
        requireNonNull(optimizer, "optimizer");
        numbers = Collections.unmodifiableMap(new TreeMap<>(numbers));
    }

    /** A setting, or its default. */
    public double numberOr(String name, double fallback) {
        return numbers.getOrDefault(name, fallback);
    }
}
