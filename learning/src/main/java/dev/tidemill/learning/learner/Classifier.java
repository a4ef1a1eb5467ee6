package dev.tidemill.learning.learner;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.learning.feature.FeatureVector;

/** Tells which of a fixed number of classes a row has; classes are numbered from 0. */
public sealed interface Classifier extends Learner
        permits NoChange,
                MajorityClass,
                LogisticRegression,
                PassiveAggressiveClassifier,
                NaiveBayes,
                HoeffdingTree,
                HoeffdingAdaptiveTree,
                AdaptiveRandomForest,
                ForeignClassifier {
    /** At most so many classes: a leaf of a tree keeps statistics of each. */
    int CLASSES_MAX = 256;

    int classes();

    /**
     * Writes a probability of each class; together they are 1. Before anything was learned all are
     * alike.
     */
    void predict(FeatureVector row, double[] probabilities);

    /**
     * Learns a row's label.
     *
     * @param weight how many rows it counts as, at most a million; 0 is none
     * @throws dev.tidemill.algebra.error.TidemillException with {@link ErrorCode#UNLEARNABLE} when
     *     the label is none of the classes or the weight is none of these
     */
    void learn(FeatureVector row, int label, double weight);

    default void learn(FeatureVector row, int label) {
        learn(row, label, 1);
    }
}
