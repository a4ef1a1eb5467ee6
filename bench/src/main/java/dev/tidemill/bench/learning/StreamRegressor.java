package dev.tidemill.bench.learning;

import dev.tidemill.learning.feature.FeatureSpace;
import dev.tidemill.learning.learner.LastTarget;
import dev.tidemill.learning.learner.LinearRegression;
import dev.tidemill.learning.learner.MeanTarget;
import dev.tidemill.learning.learner.Optimizer;
import dev.tidemill.learning.learner.PassiveAggressive;
import dev.tidemill.learning.learner.PassiveAggressiveRegression;
import dev.tidemill.learning.learner.RegressionForest;
import dev.tidemill.learning.learner.RegressionTree;
import dev.tidemill.learning.learner.Regressor;

/** The learners of numbers that can be tried on Friedman's stream. */
enum StreamRegressor {
    MEAN,
    LAST,
    SGD,
    ADAGRAD,
    PASSIVE_AGGRESSIVE,
    TREE,
    FOREST;

    private static final long SEED = 1;

    Regressor over(FeatureSpace space) {
        return switch (this) {
            case MEAN -> new MeanTarget(space);
            case LAST -> new LastTarget(space);
            case SGD -> new LinearRegression(space, new Optimizer.Sgd(0.02, 0));
            case ADAGRAD -> new LinearRegression(space, Optimizer.standard());
            case PASSIVE_AGGRESSIVE ->
                    new PassiveAggressiveRegression(space, PassiveAggressive.ofNumbers());
            case TREE -> new RegressionTree(space);
            case FOREST -> new RegressionForest(space, SEED);
        };
    }
}
