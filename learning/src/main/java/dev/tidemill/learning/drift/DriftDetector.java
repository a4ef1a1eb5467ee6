package dev.tidemill.learning.drift;

import dev.tidemill.learning.stored.Stored;

/** Watches numbers one by one and says when they come from elsewhere than before. */
public sealed interface DriftDetector extends Stored permits Adwin, PageHinkley {
    /**
     * Takes the next number, which must be finite.
     *
     * @return whether a change was found with it
     */
    boolean add(double value);

    /** The mean of what it holds to be the present; 0 before the first number. */
    double mean();

    /** How many numbers that mean is of. */
    long width();
}
