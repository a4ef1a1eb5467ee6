package dev.tidemill.learning.learner;

import dev.tidemill.learning.feature.FeatureSpace;
import dev.tidemill.learning.feature.FeatureVector;
import dev.tidemill.learning.random.SplitMix;
import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;

/**
 * Chooses the arm of which most is expected, except for a part of the rows, for which any arm is as
 * likely: simple, never sure of itself, and the chance that an arm had can be told afterwards.
 */
public final class EpsilonGreedy implements Bandit {
    private final RidgeArms state;
    private final double epsilon;
    private final SplitMix random;

    /**
     * @param ridge how strongly weights are pulled to 0; 1 is usual
     * @param epsilon the part of the rows that an arm is drawn for; 0 never tries anything
     */
    public EpsilonGreedy(FeatureSpace space, int arms, double ridge, double epsilon, long seed) {
        this(new RidgeArms(space, arms, ridge), epsilon, new SplitMix(seed));
    }

    private EpsilonGreedy(RidgeArms state, double epsilon, SplitMix random) {
        if (!(epsilon >= 0 && epsilon <= 1)) {
            throw new IllegalArgumentException("epsilon is " + epsilon);
        }
        this.state = state;
        this.epsilon = epsilon;
        this.random = random;
    }

    static EpsilonGreedy read(ModelReader in) {
        return new EpsilonGreedy(RidgeArms.read(in), in.real(), SplitMix.read(in));
    }

    @Override
    public void write(ModelWriter out) {
        state.write(out);
        out.number(epsilon);
        random.write(out);
    }

    @Override
    public int choose(FeatureVector row) {
        return choose(row, random);
    }

    @Override
    public int choose(FeatureVector row, SplitMix draws) {
        if (draws.uniform() < epsilon) {
            return draws.below(state.arms());
        }
        state.look(row);
        return best();
    }

    private int best() {
        int best = 0;
        double greatest = Double.NEGATIVE_INFINITY;
        for (int arm = 0; arm < state.arms(); arm++) {
            double expected = state.expected(arm);
            if (expected > greatest) {
                greatest = expected;
                best = arm;
            }
        }
        return best;
    }

    @Override
    public double propensity(FeatureVector row, int arm) {
        Admission.arm(arm, state.arms());
        state.look(row);
        return epsilon / state.arms() + (best() == arm ? 1 - epsilon : 0);
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
        return LearnerKind.EPSILON_GREEDY;
    }

    @Override
    public long bytes() {
        return state.bytes() + 16;
    }
}
