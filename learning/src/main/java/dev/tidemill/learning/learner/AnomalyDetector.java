package dev.tidemill.learning.learner;

import dev.tidemill.learning.feature.FeatureVector;

/** Tells how strange a row is beside those learned before; it needs no labels. */
public sealed interface AnomalyDetector extends Learner permits RandomCuts, HalfSpaceTrees {
    /**
     * The stranger the greater, never negative, always finite; 0 as long as too little was learned.
     * What is much depends on the stream: compare with the scores of other rows.
     */
    double score(FeatureVector row);

    /** Learns what a row that may come looks like; score it before. */
    void learn(FeatureVector row);
}
