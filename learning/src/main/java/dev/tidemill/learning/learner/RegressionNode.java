package dev.tidemill.learning.learner;

import dev.tidemill.learning.feature.FeatureVector;

/** A node of a regression tree. */
sealed interface RegressionNode permits RegressionLeaf, RegressionSplit {
    /** The leaf that a row falls into. */
    RegressionLeaf leaf(FeatureVector row);
}
