package dev.tidemill.learning.learner;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.learning.feature.FeatureVector;

/** Tells a number of a row. */
public sealed interface Regressor extends Learner
        permits MeanTarget,
                LastTarget,
                LinearRegression,
                PassiveAggressiveRegression,
                RegressionTree,
                RegressionForest,
                ForeignRegressor {
    /** Before anything was learned 0; always finite. */
    double predict(FeatureVector row);

    /**
     * Learns a row's number.
     *
     * @param weight how many rows it counts as, at most a million; 0 is none
     * @throws dev.tidemill.algebra.error.TidemillException with {@link ErrorCode#UNLEARNABLE} when
     *     the target is not finite or beyond {@link FeatureVector#MAGNITUDE_MAX} or the weight is
     *     none of these
     */
    void learn(FeatureVector row, double target, double weight);

    default void learn(FeatureVector row, double target) {
        learn(row, target, 1);
    }
}
