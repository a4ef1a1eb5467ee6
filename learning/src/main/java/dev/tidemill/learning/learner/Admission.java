package dev.tidemill.learning.learner;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.learning.feature.FeatureSpace;
import dev.tidemill.learning.feature.FeatureVector;

/** What a learner checks before it looks at a row, so that a refusal changes nothing. */
final class Admission {
    /** As how many rows one may count. */
    static final double WEIGHT_MAX = 1e6;

    private Admission() {}

    static void row(FeatureSpace space, FeatureVector row) {
        if (row.space() != space && !row.space().equals(space)) {
            throw new TidemillException(
                            ErrorCode.UNLEARNABLE, "the row has other features than the model")
                    .withDetail(row.space() + " instead of " + space);
        }
    }

    static void label(int label, int classes) {
        if (label < 0 || label >= classes) {
            throw refused("label %d is none of the %d classes".formatted(label, classes));
        }
    }

    static void target(double target) {
        if (!(Math.abs(target) <= FeatureVector.MAGNITUDE_MAX)) {
            throw refused("the target is " + target);
        }
    }

    static void weight(double weight) {
        if (!(weight >= 0 && weight <= WEIGHT_MAX)) {
            throw refused("the weight is " + weight);
        }
    }

    static void arm(int arm, int arms) {
        if (arm < 0 || arm >= arms) {
            throw refused("arm %d is none of the %d".formatted(arm, arms));
        }
    }

    static int classes(int classes) {
        if (classes < 2 || classes > Classifier.CLASSES_MAX) {
            throw new IllegalArgumentException(
                    "%d classes; 2 to %d are possible".formatted(classes, Classifier.CLASSES_MAX));
        }
        return classes;
    }

    private static TidemillException refused(String fact) {
        return new TidemillException(ErrorCode.UNLEARNABLE, fact);
    }
}
