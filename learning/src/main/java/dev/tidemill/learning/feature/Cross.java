package dev.tidemill.learning.feature;

/**
 * Two categories taken together as one, for example origin and destination as a route; by their
 * positions in {@link FeatureSpace#categories}. Missing when either is.
 */
public record Cross(int first, int second) {
    public Cross {
        if (first < 0 || second < 0 || first == second) {
            throw new IllegalArgumentException("no cross of %d and %d".formatted(first, second));
        }
    }
}
