package dev.tidemill.learning.learner;

import static java.util.Objects.requireNonNull;

import dev.tidemill.learning.feature.FeatureSpace;
import dev.tidemill.learning.feature.FeatureVector;
import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;

/**
 * A number by a weighted sum, changed only where it is wrong by more than a margin. The target is
 * standardised as the numbers are.
 */
public final class PassiveAggressiveRegression implements Regressor {
    private final PassiveAggressive manner;
    private final LinearWeights weights;
    private final Moments target;

    public PassiveAggressiveRegression(FeatureSpace space, PassiveAggressive manner) {
        this(
                requireNonNull(manner, "manner"),
                new LinearWeights(requireNonNull(space, "space"), PassiveAggressive.FULL_STEP, 1),
                new Moments(1));
    }

    private PassiveAggressiveRegression(
            PassiveAggressive manner, LinearWeights weights, Moments target) {
        this.manner = manner;
        this.weights = weights;
        this.target = target;
    }

    static PassiveAggressiveRegression read(ModelReader in) {
        return new PassiveAggressiveRegression(
                PassiveAggressive.read(in), LinearWeights.read(in, 1), Moments.read(in));
    }

    @Override
    public void write(ModelWriter out) {
        manner.write(out);
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
        double loss = Math.abs(residual) - manner.margin();
        double step = manner.step(loss, weights.square(), weight);
        if (step > 0) {
            weights.step(0, Math.copySign(step, residual));
        }
    }

    @Override
    public FeatureSpace space() {
        return weights.space();
    }

    @Override
    public LearnerKind kind() {
        return LearnerKind.PASSIVE_AGGRESSIVE_REGRESSION;
    }

    @Override
    public long bytes() {
        return weights.bytes() + target.bytes();
    }
}
