package dev.tidemill.node.predict;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.definitions.predictor.LearnerName;
import dev.tidemill.learning.feature.FeatureSpace;
import dev.tidemill.learning.feature.FeatureVector;
import dev.tidemill.learning.learner.Classifier;
import dev.tidemill.learning.learner.ForeignClassifier;
import dev.tidemill.learning.learner.ForeignRegressor;
import dev.tidemill.learning.learner.Learner;
import dev.tidemill.learning.learner.LearnerKind;
import dev.tidemill.learning.learner.Regressor;
import dev.tidemill.learning.learner.StoredModel;
import dev.tidemill.node.record.PredictorRule;

/** Whether a model's bytes are a model, and of what a predictor foretells. */
final class ModelCheck {
    private static final String ONNX = "onnx";

    private ModelCheck() {}

    /**
     * Reads a model that a predictor may use.
     *
     * @param name what it is said to be
     * @throws TidemillException MODEL_CORRUPT, MODEL_VERSION; MODEL_MISMATCH when it is a model of
     *     something else
     */
    static Learner read(PredictorRule rule, LearnerName name, byte[] bytes) {
        Learner learner = StoredModel.read(bytes);
        LearnerKind said = kind(name, rule.classCount());
        if (learner.kind() != said) {
            throw mismatch("it is a %s, and is said to be a %s".formatted(learner.kind(), said));
        }
        int classes =
                switch (learner) {
                    case Classifier classifier -> classifier.classes();
                    case Regressor _ -> 0;
                    default -> -1;
                };
        if (classes != rule.classCount()) {
            throw mismatch(
                    "it tells one of %d classes, and the predictor one of %d"
                            .formatted(classes, rule.classCount()));
        }
        FeatureSpace own = ModelMaker.space(rule);
        FeatureSpace found = learner.space();
        if (!own.numbers().equals(found.numbers())
                || !own.categories().equals(found.categories())
                || !own.crosses().equals(found.crosses())) {
            throw mismatch(
                    "it is of the numbers %s, categories %s and %d crosses"
                            .formatted(
                                    found.numbers(), found.categories(), found.crosses().size()));
        }
        return learner;
    }

    /**
     * Asks a model of a row of which nothing is known.
     *
     * @throws TidemillException MODEL_RUNTIME when nothing here runs it, MODEL_CORRUPT,
     *     MODEL_MISMATCH
     */
    static void requireScores(Learner learner) {
        FeatureVector row = new FeatureVector(learner.space());
        switch (learner) {
            case Classifier classifier -> classifier.predict(row, new double[classifier.classes()]);
            case Regressor regressor -> {
                double ignored = regressor.predict(row);
            }
            default -> throw mismatch("it foretells nothing");
        }
    }

    /** A model of the form ONNX, of a rule's features and target. */
    static Learner onnx(PredictorRule rule, byte[] model) {
        FeatureSpace space = ModelMaker.space(rule);
        return rule.classCount() == 0
                ? new ForeignRegressor(space, ONNX, model)
                : new ForeignClassifier(space, rule.classCount(), ONNX, model);
    }

    static TidemillException mismatch(String fact) {
        return new TidemillException(
                        ErrorCode.MODEL_MISMATCH, "the model does not fit the predictor: " + fact)
                .withHint("features, crosses, target and classes must be the same, in their order");
    }

    private static LearnerKind kind(LearnerName name, int classes) {
        return switch (name) {
            case LOGISTIC -> LearnerKind.LOGISTIC_REGRESSION;
            case NAIVE_BAYES -> LearnerKind.NAIVE_BAYES;
            case HOEFFDING_TREE -> LearnerKind.HOEFFDING_TREE;
            case ADAPTIVE_TREE -> LearnerKind.HOEFFDING_ADAPTIVE_TREE;
            case FOREST -> LearnerKind.ADAPTIVE_RANDOM_FOREST;
            case MAJORITY -> LearnerKind.MAJORITY_CLASS;
            case LINEAR -> LearnerKind.LINEAR_REGRESSION;
            case MEAN -> LearnerKind.MEAN_TARGET;
            case THOMPSON -> LearnerKind.LINEAR_THOMPSON;
            case UCB -> LearnerKind.LINEAR_UCB;
            case EPSILON_GREEDY -> LearnerKind.EPSILON_GREEDY;
            case ONNX ->
                    classes == 0 ? LearnerKind.FOREIGN_REGRESSOR : LearnerKind.FOREIGN_CLASSIFIER;
        };
    }
}
