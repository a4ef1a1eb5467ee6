package dev.tidemill.node.predict;

import dev.tidemill.definitions.predictor.LearnerSettings;
import dev.tidemill.definitions.predictor.PredictorFeature;
import dev.tidemill.definitions.predictor.TargetKind;
import dev.tidemill.learning.feature.Cross;
import dev.tidemill.learning.feature.FeatureSpace;
import dev.tidemill.learning.learner.AdaptiveRandomForest;
import dev.tidemill.learning.learner.EpsilonGreedy;
import dev.tidemill.learning.learner.ForestOptions;
import dev.tidemill.learning.learner.HoeffdingAdaptiveTree;
import dev.tidemill.learning.learner.HoeffdingTree;
import dev.tidemill.learning.learner.Learner;
import dev.tidemill.learning.learner.LinearRegression;
import dev.tidemill.learning.learner.LinearThompson;
import dev.tidemill.learning.learner.LinearUcb;
import dev.tidemill.learning.learner.LogisticRegression;
import dev.tidemill.learning.learner.MajorityClass;
import dev.tidemill.learning.learner.MeanTarget;
import dev.tidemill.learning.learner.NaiveBayes;
import dev.tidemill.learning.learner.Optimizer;
import dev.tidemill.learning.learner.TreeOptions;
import dev.tidemill.node.record.PredictorRule;
import java.util.ArrayList;
import java.util.List;

/** A rule's model before it has learnt anything. */
final class ModelMaker {
    private static final double SGD_RATE = 0.01;
    private static final double ADAGRAD_RATE = 0.1;
    private static final double FTRL_ALPHA = 0.1;
    private static final double FTRL_BETA = 1;
    private static final double SEED = 1;
    private static final double SPREAD = 0.5;
    private static final double UCB_ALPHA = 1;
    private static final double EPSILON = 0.1;

    private ModelMaker() {}

    static Learner of(PredictorRule rule) {
        FeatureSpace space = space(rule);
        LearnerSettings settings = rule.learner();
        int classes = rule.classCount();
        long seed = seed(rule);
        double ridge = settings.numberOr("ridge", 1);
        return switch (settings.learner()) {
            case LOGISTIC -> new LogisticRegression(space, classes, optimizer(settings));
            case NAIVE_BAYES -> new NaiveBayes(space, classes);
            case HOEFFDING_TREE ->
                    new HoeffdingTree(space, classes, tree(settings, TreeOptions.standard()), seed);
            case ADAPTIVE_TREE ->
                    new HoeffdingAdaptiveTree(
                            space, classes, tree(settings, TreeOptions.standard()), seed);
            case FOREST -> new AdaptiveRandomForest(space, classes, forest(settings), seed);
            case MAJORITY -> new MajorityClass(space, classes);
            case LINEAR -> new LinearRegression(space, optimizer(settings));
            case MEAN -> new MeanTarget(space);
            case ONNX -> throw new IllegalArgumentException("no file defines such a model");
            case THOMPSON -> {
                double spread = settings.numberOr("spread", SPREAD);
                yield new LinearThompson(space, rule.classes().size(), ridge, spread, seed);
            }
            case UCB -> {
                double alpha = settings.numberOr("alpha", UCB_ALPHA);
                yield new LinearUcb(space, rule.classes().size(), ridge, alpha);
            }
            case EPSILON_GREEDY -> {
                double epsilon = settings.numberOr("epsilon", EPSILON);
                yield new EpsilonGreedy(space, rule.classes().size(), ridge, epsilon, seed);
            }
        };
    }

    /** What random numbers of its model begin from. */
    static long seed(PredictorRule rule) {
        return (long) rule.learner().numberOr("seed", SEED);
    }

    static FeatureSpace space(PredictorRule rule) {
        List<String> numbers = new ArrayList<>();
        List<String> categories = new ArrayList<>();
        for (PredictorFeature feature : rule.features()) {
            (feature.isCategory() ? categories : numbers).add(feature.name());
        }
        List<Cross> crosses = new ArrayList<>();
        for (List<String> cross : rule.crosses()) {
            crosses.add(
                    new Cross(categories.indexOf(cross.get(0)), categories.indexOf(cross.get(1))));
        }
        int hashBits =
                (int)
                        rule.learner()
                                .numberOr(
                                        "hash-bits",
                                        rule.target() == TargetKind.CHOICE
                                                ? LearnerSettings.BANDIT_HASH_BITS_DEFAULT
                                                : FeatureSpace.HASH_BITS_DEFAULT);
        return new FeatureSpace(numbers, categories, crosses, hashBits);
    }

    private static Optimizer optimizer(LearnerSettings settings) {
        return switch (settings.optimizer()) {
            case "sgd" ->
                    new Optimizer.Sgd(
                            settings.numberOr("rate", SGD_RATE), settings.numberOr("decay", 0));
            case "ftrl" ->
                    new Optimizer.Ftrl(
                            settings.numberOr("alpha", FTRL_ALPHA),
                            settings.numberOr("beta", FTRL_BETA),
                            settings.numberOr("l1", 0),
                            settings.numberOr("l2", 0));
            default -> new Optimizer.AdaGrad(settings.numberOr("rate", ADAGRAD_RATE));
        };
    }

    private static ForestOptions forest(LearnerSettings settings) {
        ForestOptions standard = ForestOptions.standard();
        return standard.withTrees((int) settings.numberOr("trees", standard.trees()))
                .withTree(tree(settings, standard.tree()));
    }

    private static TreeOptions tree(LearnerSettings settings, TreeOptions standard) {
        return standard.withGracePeriod(
                (int) settings.numberOr("grace-period", standard.gracePeriod()));
    }
}
