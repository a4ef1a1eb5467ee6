package dev.tidemill.node.predict;

import dev.tidemill.definitions.predictor.TargetKind;
import dev.tidemill.node.record.PredictorRule;

/** What one prediction cost: −ln p of the label's class in nats, or the squared error. */
final class Loss {
    /** A smaller probability counts as this. */
    private static final double PROBABILITY_MIN = 1e-15;

    /** A larger squared error counts as this, so that sums of them stay numbers. */
    private static final double SQUARE_MAX = 1e100;

    private Loss() {}

    static double of(PredictorRule rule, double[] scores, double label) {
        if (rule.classCount() > 0) {
            return -StrictMath.log(Math.max(PROBABILITY_MIN, scores[(int) label]));
        }
        double told = rule.target() == TargetKind.CHOICE ? Chosen.of(scores).expected() : scores[0];
        double error = told - label;
        double square = error * error;
        return square <= SQUARE_MAX ? square : SQUARE_MAX;
    }
}
