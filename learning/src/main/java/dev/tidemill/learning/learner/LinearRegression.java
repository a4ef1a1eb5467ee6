package dev.tidemill.learning.learner;

import static java.util.Objects.requireNonNull;

import dev.tidemill.learning.feature.FeatureSpace;
import dev.tidemill.learning.feature.FeatureVector;
import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;

/**
 * A number by a weighted sum, with squared loss. The target is standardised as the numbers are, so
 * one rate serves for milliseconds as for years.
 */
public final class LinearRegression implements Regressor {
    /** A residual is cut off here, in deviations of the target. */
    private static final double RESIDUAL_MAX = 10;

    private final LinearWeights weights;
    private final Moments target;

    public LinearRegression(FeatureSpace space, Optimizer optimizer) {
        this(
                new LinearWeights(
                        requireNonNull(space, "space"), requireNonNull(optimizer, "optimizer"), 1),
                new Moments(1));
    }

    private LinearRegression(LinearWeights weights, Moments target) {
        this.weights = weights;
        this.target = target;
    }

    static LinearRegression read(ModelReader in) {
        return new LinearRegression(LinearWeights.read(in, 1), Moments.read(in));
    }

    @Override
    public void write(ModelWriter out) {
        weights.write(out);
        target.write(out);
    }

    @Override
    public double predict(FeatureVector row) {
        Admission.row(weights.space(), row);
        weights.look(row);
        return target.mean(0) + Math.sqrt(target.variance(0)) * weights.sum(0);
    }

    @Override
    public void learn(FeatureVector row, double value, double weight) {
        Admission.row(weights.space(), row);
        Admission.target(value);
        Admission.weight(weight);
        if (weight == 0) {
            return;
        }
        target.add(0, value, weight);
        weights.observe(row, weight);
        weights.look(row);
        double residual = weights.sum(0) - target.standardised(0, value);
        weights.step(0, weight * Math.clamp(residual, -RESIDUAL_MAX, RESIDUAL_MAX));
    }

    @Override
    public FeatureSpace space() {
        return weights.space();
    }

    @Override
    public LearnerKind kind() {
        return LearnerKind.LINEAR_REGRESSION;
    }

    @Override
    public long bytes() {
        return weights.bytes() + target.bytes();
    }
}
