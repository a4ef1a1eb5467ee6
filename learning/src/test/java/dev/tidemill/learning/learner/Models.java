package dev.tidemill.learning.learner;

import dev.tidemill.learning.feature.Cross;
import dev.tidemill.learning.feature.FeatureSpace;
import dev.tidemill.learning.feature.FeatureVector;
import dev.tidemill.learning.random.SplitMix;
import java.util.List;

/** One of each learner over rows with numbers, categories and a cross, some of them missing. */
final class Models {
    static final FeatureSpace SPACE =
            new FeatureSpace(
                    List.of("a", "b", "c"), List.of("kind", "place"), List.of(new Cross(0, 1)), 6);

    private Models() {}

    static List<Classifier> classifiers() {
        TreeOptions quick = quick();
        return List.of(
                new NoChange(SPACE, 3),
                new MajorityClass(SPACE, 3),
                new LogisticRegression(SPACE, 3, new Optimizer.Sgd(0.05, 0.001)),
                new LogisticRegression(SPACE, 3, Optimizer.standard()),
                new LogisticRegression(SPACE, 3, new Optimizer.Ftrl(0.1, 1, 0.1, 0.1)),
                new PassiveAggressiveClassifier(SPACE, 3, PassiveAggressive.ofClasses()),
                new NaiveBayes(SPACE, 3),
                new HoeffdingTree(SPACE, 3, quick, 1),
                new HoeffdingTree(SPACE, 3, quick.withSubspace(2).withBytesMax(20_000), 1),
                new HoeffdingAdaptiveTree(SPACE, 3, quick, 1),
                new AdaptiveRandomForest(
                        SPACE, 3, ForestOptions.standard().withTrees(3).withTree(quick), 1));
    }

    static List<Regressor> regressors() {
        return List.of(
                new MeanTarget(SPACE),
                new LastTarget(SPACE),
                new LinearRegression(SPACE, new Optimizer.Sgd(0.05, 0)),
                new LinearRegression(SPACE, Optimizer.standard()),
                new LinearRegression(SPACE, new Optimizer.Ftrl(0.1, 1, 0.1, 0.1)),
                new PassiveAggressiveRegression(SPACE, PassiveAggressive.ofNumbers()),
                new RegressionTree(SPACE, quick(), 1),
                new RegressionTree(SPACE, quick().withSubspace(2).withBytesMax(20_000), 1),
                new RegressionForest(
                        SPACE, ForestOptions.standard().withTrees(3).withTree(quick()), 1));
    }

    static List<AnomalyDetector> detectors() {
        return List.of(
                new RandomCuts(SPACE, RandomCutOptions.standard().withTrees(10), 1),
                new RandomCuts(SPACE, new RandomCutOptions(5, 32, 0, 10), 2),
                new HalfSpaceTrees(SPACE, 5, 6, 100, 1));
    }

    static List<Clusterer> clusterers() {
        return List.of(new KMeans(SPACE, 3, 1), new KMeans(SPACE, 1, 1));
    }

    private static TreeOptions quick() {
        return TreeOptions.standard().withGracePeriod(30).withDelta(0.01);
    }

    static List<Bandit> bandits() {
        return List.of(
                new LinearUcb(SPACE, 3, 1, 1),
                new LinearThompson(SPACE, 3, 1, 0.5, 1),
                new EpsilonGreedy(SPACE, 3, 1, 0.2, 1));
    }

    /** Draws a row; a tenth of its features are missing. */
    static FeatureVector draw(SplitMix random, FeatureVector row) {
        row.clear();
        for (int i = 0; i < 3; i++) {
            if (random.uniform() < 0.9) {
                row.number(i, random.gaussian() + i);
            }
        }
        for (int i = 0; i < 2; i++) {
            if (random.uniform() < 0.9) {
                row.category(i, random.below(6 + i));
            }
        }
        return row;
    }

    /** A class that depends on the row, and from the {@code turn}-th row on on another feature. */
    static int label(FeatureVector row, int at, int turn) {
        double value = row.number(at < turn ? 0 : 1);
        if (Double.isNaN(value)) {
            return 2;
        }
        return value > 0.5 ? 1 : 0;
    }

    static double target(FeatureVector row) {
        return (row.hasNumber(0) ? 3 * row.number(0) : 1) + (row.hasCategory(0) ? 2 : 0);
    }
}
