package dev.tidemill.definitions.predictor;

import java.util.Locale;

/** The learners that a predictor may have, as files call them. */
public enum LearnerName {
    LOGISTIC,
    NAIVE_BAYES,
    HOEFFDING_TREE,
    ADAPTIVE_TREE,
    FOREST,
    MAJORITY,
    LINEAR,
    MEAN,
    THOMPSON,
    UCB,
    EPSILON_GREEDY,
    /** Trained elsewhere: it comes from a file by hand, and learns nothing. */
    ONNX;

    /** The name in files and journals. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The inverse of {@link #word}; throws IllegalArgumentException for another one. */
    public static LearnerName of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    /** Whether it can tell values of a kind. */
    public boolean tells(TargetKind target) {
        return switch (this) {
            case LOGISTIC, NAIVE_BAYES, HOEFFDING_TREE, ADAPTIVE_TREE, FOREST, MAJORITY ->
                    target == TargetKind.BOOLEAN || target == TargetKind.CLASSES;
            case LINEAR, MEAN -> target == TargetKind.NUMBER;
            case ONNX -> target != TargetKind.CHOICE;
            case THOMPSON, UCB, EPSILON_GREEDY -> target == TargetKind.CHOICE;
        };
    }
}
