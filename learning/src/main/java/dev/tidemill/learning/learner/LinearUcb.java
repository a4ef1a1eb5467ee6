package dev.tidemill.learning.learner;

import dev.tidemill.learning.feature.FeatureSpace;
import dev.tidemill.learning.feature.FeatureVector;
import dev.tidemill.learning.random.SplitMix;
import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;

/**
 * LinUCB with an own regression for each arm: chooses the arm whose reward could be the greatest,
 * {@code alpha} times its doubt above what is expected. Draws nothing, so the same rows are
 * answered alike until a reward comes; when rewards come late, prefer {@link LinearThompson}.
 */
public final class LinearUcb implements Bandit {
    private final RidgeArms state;
    private final double alpha;

    /**
     * @param ridge how strongly weights are pulled to 0; 1 is usual
     * @param alpha how much doubt counts; 0 never tries anything
     */
    public LinearUcb(FeatureSpace space, int arms, double ridge, double alpha) {
        this(new RidgeArms(space, arms, ridge), alpha);
    }

    private LinearUcb(RidgeArms state, double alpha) {
        if (!(alpha >= 0 && Double.isFinite(alpha))) {
            throw new IllegalArgumentException("alpha is " + alpha);
        }
        this.state = state;
        this.alpha = alpha;
    }

    static LinearUcb read(ModelReader in) {
        return new LinearUcb(RidgeArms.read(in), in.real());
    }

    @Override
    public void write(ModelWriter out) {
        state.write(out);
        out.number(alpha);
    }

    @Override
    public int choose(FeatureVector row) {
        state.look(row);
        int best = 0;
        double greatest = Double.NEGATIVE_INFINITY;
        for (int arm = 0; arm < state.arms(); arm++) {
            double possible = state.expected(arm) + alpha * state.doubt(arm);
            if (possible > greatest) {
                greatest = possible;
                best = arm;
            }
        }
        return best;
    }

    @Override
    public int choose(FeatureVector row, SplitMix draws) {
        return choose(row);
    }

    @Override
    public double propensity(FeatureVector row, int arm) {
        Admission.arm(arm, state.arms());
        return choose(row) == arm ? 1 : 0;
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
        return LearnerKind.LINEAR_UCB;
    }

    @Override
    public long bytes() {
        return state.bytes();
    }
}
