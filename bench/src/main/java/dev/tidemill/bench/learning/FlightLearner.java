package dev.tidemill.bench.learning;

import dev.tidemill.learning.feature.FeatureSpace;
import dev.tidemill.learning.learner.AdaptiveRandomForest;
import dev.tidemill.learning.learner.Classifier;
import dev.tidemill.learning.learner.HoeffdingAdaptiveTree;
import dev.tidemill.learning.learner.HoeffdingTree;
import dev.tidemill.learning.learner.LogisticRegression;
import dev.tidemill.learning.learner.MajorityClass;
import dev.tidemill.learning.learner.NaiveBayes;
import dev.tidemill.learning.learner.NoChange;
import dev.tidemill.learning.learner.Optimizer;
import dev.tidemill.learning.learner.PassiveAggressive;
import dev.tidemill.learning.learner.PassiveAggressiveClassifier;

/** The learners that can be tried on flights. */
enum FlightLearner {
    NO_CHANGE,
    MAJORITY,
    LOGISTIC,
    FTRL,
    PASSIVE_AGGRESSIVE,
    BAYES,
    TREE,
    ADAPTIVE_TREE,
    FOREST;

    private static final long SEED = 1;

    Classifier over(FeatureSpace space) {
        return switch (this) {
            case NO_CHANGE -> new NoChange(space, 2);
            case MAJORITY -> new MajorityClass(space, 2);
            case LOGISTIC -> new LogisticRegression(space, 2, new Optimizer.AdaGrad(0.05));
            case FTRL -> new LogisticRegression(space, 2, new Optimizer.Ftrl(0.05, 1, 0, 0));
            case PASSIVE_AGGRESSIVE ->
                    new PassiveAggressiveClassifier(space, 2, PassiveAggressive.ofClasses());
            case BAYES -> new NaiveBayes(space, 2);
            case TREE -> new HoeffdingTree(space, 2);
            case ADAPTIVE_TREE -> new HoeffdingAdaptiveTree(space, 2);
            case FOREST -> new AdaptiveRandomForest(space, 2, SEED);
        };
    }
}
