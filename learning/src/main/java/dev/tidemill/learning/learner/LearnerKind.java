package dev.tidemill.learning.learner;

import dev.tidemill.learning.stored.ModelReader;

/** The learners by the number that stands in stored models; append only. */
public enum LearnerKind {
    NO_CHANGE(1),
    MAJORITY_CLASS(2),
    LOGISTIC_REGRESSION(3),
    NAIVE_BAYES(4),
    HOEFFDING_TREE(5),
    HOEFFDING_ADAPTIVE_TREE(6),
    ADAPTIVE_RANDOM_FOREST(7),
    PASSIVE_AGGRESSIVE(8),
    MEAN_TARGET(20),
    LAST_TARGET(21),
    LINEAR_REGRESSION(22),
    REGRESSION_TREE(23),
    REGRESSION_FOREST(24),
    PASSIVE_AGGRESSIVE_REGRESSION(25),
    LINEAR_UCB(40),
    LINEAR_THOMPSON(41),
    EPSILON_GREEDY(42),
    RANDOM_CUTS(60),
    HALF_SPACE_TREES(61),
    K_MEANS(80),
    FOREIGN_CLASSIFIER(100),
    FOREIGN_REGRESSOR(101);

    private final int number;

    LearnerKind(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    Learner read(ModelReader in) {
        return switch (this) {
            case NO_CHANGE -> NoChange.read(in);
            case MAJORITY_CLASS -> MajorityClass.read(in);
            case LOGISTIC_REGRESSION -> LogisticRegression.read(in);
            case NAIVE_BAYES -> NaiveBayes.read(in);
            case HOEFFDING_TREE -> HoeffdingTree.read(in);
            case HOEFFDING_ADAPTIVE_TREE -> HoeffdingAdaptiveTree.read(in);
            case ADAPTIVE_RANDOM_FOREST -> AdaptiveRandomForest.read(in);
            case PASSIVE_AGGRESSIVE -> PassiveAggressiveClassifier.read(in);
            case MEAN_TARGET -> MeanTarget.read(in);
            case LAST_TARGET -> LastTarget.read(in);
            case LINEAR_REGRESSION -> LinearRegression.read(in);
            case REGRESSION_TREE -> RegressionTree.read(in);
            case REGRESSION_FOREST -> RegressionForest.read(in);
            case PASSIVE_AGGRESSIVE_REGRESSION -> PassiveAggressiveRegression.read(in);
            case LINEAR_UCB -> LinearUcb.read(in);
            case LINEAR_THOMPSON -> LinearThompson.read(in);
            case EPSILON_GREEDY -> EpsilonGreedy.read(in);
            case RANDOM_CUTS -> RandomCuts.read(in);
            case HALF_SPACE_TREES -> HalfSpaceTrees.read(in);
            case K_MEANS -> KMeans.read(in);
            case FOREIGN_CLASSIFIER -> ForeignClassifier.read(in);
            case FOREIGN_REGRESSOR -> ForeignRegressor.read(in);
        };
    }

    static LearnerKind numbered(int number) {
        for (LearnerKind kind : values()) {
            if (kind.number == number) {
                return kind;
            }
        }
        throw ModelReader.corrupt("there is no learner number " + number);
    }
}
