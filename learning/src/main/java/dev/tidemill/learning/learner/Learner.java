package dev.tidemill.learning.learner;

import dev.tidemill.learning.feature.FeatureSpace;
import dev.tidemill.learning.stored.Stored;

/**
 * A model that learns one row at a time. What a missing feature means is said in the package of
 * {@link FeatureSpace}. A row that is refused, with {@link
 * dev.tidemill.algebra.error.ErrorCode#UNLEARNABLE}, changes nothing. One thread at a time.
 */
public sealed interface Learner extends Stored
        permits Classifier, Regressor, Bandit, AnomalyDetector, Clusterer {
    /** The features that its rows have. */
    FeatureSpace space();

    LearnerKind kind();

    /** About how much memory it takes. */
    long bytes();
}
