package dev.tidemill.definitions.predictor;

import java.util.Locale;

/** The learners that a predictor may have, as files call them. */
public enum LearnerName {
    LOGISTIC(true, false),
    NAIVE_BAYES(true, false),
    HOEFFDING_TREE(true, false),
    ADAPTIVE_TREE(true, false),
    FOREST(true, false),
    MAJORITY(true, false),
    LINEAR(false, true),
    MEAN(false, true);

    private final boolean tellsClasses;
    private final boolean tellsNumbers;

    LearnerName(boolean tellsClasses, boolean tellsNumbers) {
        this.tellsClasses = tellsClasses;
        this.tellsNumbers = tellsNumbers;
    }

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
        return target == TargetKind.NUMBER ? tellsNumbers : tellsClasses;
    }
}
