package dev.tidemill.learning.learner;

import dev.tidemill.learning.feature.FeatureVector;
import org.jspecify.annotations.Nullable;

/**
 * A leaf of a regression tree: the mean of its targets and a line through its rows, how wrong each
 * of the two was lately, and while it is active what it needs to be split.
 */
final class RegressionLeaf implements RegressionNode {
    /** What is left of the squared errors with each row. */
    private static final double ERRORS_KEPT = 0.95;

    final int depth;

    /** Of the rows, those that the split above gave it included. */
    final Moments targets;

    final LeafLine line;

    /** Null while it is inactive, to save memory. */
    @Nullable RegressionStatistics statistics;

    private double meanErrors;
    private double lineErrors;

    RegressionLeaf(
            int depth, Moments targets, LeafLine line, @Nullable RegressionStatistics statistics) {
        this.depth = depth;
        this.targets = targets;
        this.line = line;
        this.statistics = statistics;
    }

    double predict(FeatureVector row, LeafPrediction by, RegressionScale scale) {
        boolean onLine =
                switch (by) {
                    case MAJORITY -> false;
                    case NAIVE_BAYES -> true;
                    case ADAPTIVE -> lineErrors <= meanErrors;
                };
        return onLine ? scale.value(line.at(scale.look(row))) : mean(scale);
    }

    private double mean(RegressionScale scale) {
        return targets.weight(0) > 0 ? targets.mean(0) : scale.mean();
    }

    /** The mean and the line are compared before the row is learned. */
    void learn(FeatureVector row, double target, double weight, RegressionScale scale) {
        double[] numbers = scale.look(row);
        double wanted = scale.standardised(target);
        double offMean = scale.standardised(mean(scale)) - wanted;
        double offLine = line.at(numbers) - wanted;
        meanErrors = ERRORS_KEPT * meanErrors + weight * offMean * offMean;
        lineErrors = ERRORS_KEPT * lineErrors + weight * offLine * offLine;
        line.learn(numbers, wanted, weight);
        targets.add(0, target, weight);
        RegressionStatistics known = statistics;
        if (known != null) {
            known.add(row, target, weight);
        }
    }

    /** The squared distance from its mean: what a split could save. */
    double promise() {
        return targets.weight(0) * targets.variance(0);
    }

    double meanErrors() {
        return meanErrors;
    }

    double lineErrors() {
        return lineErrors;
    }

    RegressionLeaf withErrors(double mean, double line) {
        meanErrors = mean;
        lineErrors = line;
        return this;
    }

    @Override
    public RegressionLeaf leaf(FeatureVector row) {
        return this;
    }

    long bytes() {
        RegressionStatistics known = statistics;
        return 80 + targets.bytes() + line.bytes() + (known == null ? 0 : known.bytes());
    }
}
