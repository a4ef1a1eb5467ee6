package dev.tidemill.learning.foreign;

import org.jspecify.annotations.Nullable;

/** Scores rows by a model that was trained elsewhere; one thread at a time. */
public interface ForeignScorer {
    /**
     * Scores a row.
     *
     * @param numbers NaN where one is missing
     * @param categories null where one is missing
     * @param scores takes a probability for each class, or the number alone
     * @throws dev.tidemill.algebra.error.TidemillException MODEL_MISMATCH when the model says
     *     something else
     */
    void score(double[] numbers, @Nullable String[] categories, double[] scores);
}
