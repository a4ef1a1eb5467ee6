package dev.tidemill.learning.learner;

import dev.tidemill.learning.feature.FeatureSpace;
import dev.tidemill.learning.feature.FeatureVector;
import dev.tidemill.learning.random.SplitMix;
import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;

/**
 * Thompson sampling with linear rewards: chooses the arm that is best when each arm's weights are
 * drawn from what is believed of them, N(θ, v²A⁻¹).
 *
 * <p>Only x·θ of an arm matters, and that is N(x·θ, v² xᵀA⁻¹x); so one number is drawn for an arm
 * instead of a vector, which is the same and needs no decomposition. A choice moves the generator
 * on.
 */
public final class LinearThompson implements Bandit {
    private final RidgeArms state;
    private final double spread;
    private final SplitMix random;

    /**
     * @param ridge how strongly weights are pulled to 0; 1 is usual
     * @param spread the v above, about the deviation of a reward; 0 never tries anything
     */
    public LinearThompson(FeatureSpace space, int arms, double ridge, double spread, long seed) {
        this(new RidgeArms(space, arms, ridge), spread, new SplitMix(seed));
    }

    private LinearThompson(RidgeArms state, double spread, SplitMix random) {
        if (!(spread >= 0 && Double.isFinite(spread))) {
            throw new IllegalArgumentException("spread is " + spread);
        }
        this.state = state;
        this.spread = spread;
        this.random = random;
    }

    static LinearThompson read(ModelReader in) {
        return new LinearThompson(RidgeArms.read(in), in.real(), SplitMix.read(in));
    }

    @Override
    public void write(ModelWriter out) {
        state.write(out);
        out.number(spread);
        random.write(out);
    }

    @Override
    public int choose(FeatureVector row) {
        return choose(row, random);
    }

    @Override
    public int choose(FeatureVector row, SplitMix draws) {
        state.look(row);
        int best = 0;
        double greatest = Double.NEGATIVE_INFINITY;
        for (int arm = 0; arm < state.arms(); arm++) {
            double drawn = state.expected(arm) + spread * state.doubt(arm) * draws.gaussian();
            if (drawn > greatest) {
                greatest = drawn;
                best = arm;
            }
        }
        return best;
    }

    @Override
    public double propensity(FeatureVector row, int arm) {
        Admission.arm(arm, state.arms());
        state.look(row);
        double[] means = new double[state.arms()];
        double[] deviations = new double[state.arms()];
        for (int each = 0; each < means.length; each++) {
            means[each] = state.expected(each);
            deviations[each] = spread * state.doubt(each);
        }
        return GreatestDraw.chance(means, deviations, arm);
    }

    @Override
    public double expected(FeatureVector row, int arm) {
        Admission.arm(arm, state.arms());
        state.look(row);
        return state.expected(arm);
    }

    @Override
    public void reward(FeatureVector row, int arm, double reward) {
        Admission.arm(arm, state.arms());
        Admission.target(reward);
        state.look(row);
        state.reward(arm, reward);
    }

    @Override
    public int arms() {
        return state.arms();
    }

    @Override
    public FeatureSpace space() {
        return state.space();
    }

    @Override
    public LearnerKind kind() {
        return LearnerKind.LINEAR_THOMPSON;
    }

    @Override
    public long bytes() {
        return state.bytes() + 16;
    }
}
