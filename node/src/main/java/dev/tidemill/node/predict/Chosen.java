package dev.tidemill.node.predict;

import dev.tidemill.learning.feature.FeatureVector;
import dev.tidemill.learning.learner.Bandit;
import dev.tidemill.learning.random.SplitMix;

/**
 * A choice, as scores of a prediction are kept.
 *
 * @param arm the position of what was chosen
 * @param propensity how likely it was to be chosen
 * @param expected what it was expected to bring
 */
record Chosen(int arm, double propensity, double expected) {
    static Chosen of(double[] scores) {
        return new Chosen((int) scores[0], scores[1], scores[2]);
    }

    double[] scores() {
        return new double[] {arm, propensity, expected};
    }

    /**
     * What a bandit chooses for a row. It draws by numbers of the row's own, so that neither what
     * it has learnt nor other choices depend on who was asked in what order.
     */
    static Chosen by(Bandit bandit, FeatureVector row, long seed, RowKey key, long tick) {
        SplitMix draws = new SplitMix(SplitMix.mix(SplitMix.mix(seed) ^ hash(key, tick)));
        int arm = bandit.choose(row, draws);
        return new Chosen(arm, bandit.propensity(row, arm), bandit.expected(row, arm));
    }

    private static long hash(RowKey key, long tick) {
        long hash = tick;
        for (String value : key.values()) {
            hash = SplitMix.mix(hash * 31 + value.hashCode());
        }
        return hash;
    }
}
