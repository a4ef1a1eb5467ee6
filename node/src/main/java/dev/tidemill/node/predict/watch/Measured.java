package dev.tidemill.node.predict.watch;

import static java.util.Objects.requireNonNull;

/**
 * A prediction that was made before its label, and what came of it.
 *
 * @param scores a probability for each class, or the number alone; not to be changed
 * @param label the class's position, or the number
 * @param lagMicros from when the row was due to its label
 * @param tick in which that was
 */
public record Measured(double[] scores, double label, long lagMicros, long tick) {
    public Measured {
        requireNonNull(scores, "scores");
    }
}
