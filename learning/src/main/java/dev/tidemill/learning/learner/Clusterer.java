package dev.tidemill.learning.learner;

import dev.tidemill.learning.feature.FeatureVector;

/** Puts rows that are alike into one of a fixed number of clusters; it needs no labels. */
public sealed interface Clusterer extends Learner permits KMeans {
    int clusters();

    /** The number of the row's cluster, from 0; 0 before there are any. */
    int cluster(FeatureVector row);

    /** How far the row is from the middle of its cluster, in deviations; 0 before there are any. */
    double distance(FeatureVector row);

    void learn(FeatureVector row);
}
