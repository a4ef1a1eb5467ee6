package dev.tidemill.learning.learner;

import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;

/**
 * How passive-aggressive models follow a row: not at all while it is told right by a margin, and
 * else as far as makes it so, but never further than {@code cost} allows (the paper's PA-I).
 *
 * @param cost a step's greatest length: the less, the less one wrong label does
 * @param margin for classes, by how much the right one's sum must be above the others'; for
 *     numbers, how many deviations of the target are no error
 */
public record PassiveAggressive(double cost, double margin) {
    /** Of this step a model's weights are reduced by the gradient itself. */
    static final Optimizer FULL_STEP = new Optimizer.Sgd(1, 0);

    public PassiveAggressive {
        if (!(cost > 0) || !Double.isFinite(cost) || !(margin >= 0) || !Double.isFinite(margin)) {
            throw new IllegalArgumentException("cost %s, margin %s".formatted(cost, margin));
        }
    }

    /** A cost of 0.01 and a margin of 1: for classes. */
    public static PassiveAggressive ofClasses() {
        return new PassiveAggressive(0.01, 1);
    }

    /** A cost of 0.01 and a margin of a tenth of a deviation: for numbers. */
    public static PassiveAggressive ofNumbers() {
        return new PassiveAggressive(0.01, 0.1);
    }

    /**
     * How far to go.
     *
     * @param loss beyond the margin
     * @param square of the row's features, of all rows of weights that are changed
     */
    double step(double loss, double square, double weight) {
        return loss > 0 ? weight * Math.min(cost, loss / (square * Math.max(1, weight))) : 0;
    }

    static PassiveAggressive read(ModelReader in) {
        try {
            return new PassiveAggressive(in.real(), in.real());
        } catch (IllegalArgumentException wrong) {
            throw ModelReader.corrupt(String.valueOf(wrong.getMessage()));
        }
    }

    void write(ModelWriter out) {
        out.number(cost).number(margin);
    }
}
