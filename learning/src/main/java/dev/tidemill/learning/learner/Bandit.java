package dev.tidemill.learning.learner;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.learning.feature.FeatureVector;
import dev.tidemill.learning.random.SplitMix;

/**
 * Chooses one of a fixed number of arms for a row and is told later how good that was, though never
 * how good the others would have been. Rewards may come in any order and late; the caller keeps the
 * row that was chosen for, for example in {@link PendingChoices}.
 */
public sealed interface Bandit extends Learner permits LinearUcb, LinearThompson, EpsilonGreedy {
    int arms();

    /** Arms are numbered from 0; of several that are as good, the first. */
    int choose(FeatureVector row);

    /**
     * The same by random numbers of the caller's: the bandit stays as it is, so that what it has
     * learnt depends on rewards alone.
     */
    int choose(FeatureVector row, SplitMix draws);

    /**
     * How likely an arm is to be chosen for the row as things stand; over all arms these are 1.
     * What policies would have earned is told from choices by it.
     */
    double propensity(FeatureVector row, int arm);

    /** The reward that is expected of an arm; 0 before it had any. */
    double expected(FeatureVector row, int arm);

    /**
     * Learns what choosing {@code arm} for {@code row} brought.
     *
     * @throws dev.tidemill.algebra.error.TidemillException with {@link ErrorCode#UNLEARNABLE} when
     *     there is no such arm or the reward is not finite
     */
    void reward(FeatureVector row, int arm, double reward);
}
