package dev.tidemill.learning.learner;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.learning.feature.FeatureSpace;
import dev.tidemill.learning.feature.FeatureVector;
import dev.tidemill.learning.random.SplitMix;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * Three arms whose rewards are linear in two numbers with noise, told up to 100 rows late. Regret
 * is what the best arm of each row would have brought more.
 */
class BanditTest {
    private static final FeatureSpace SPACE = FeatureSpace.ofNumbers("x", "y");
    private static final double[][] WEIGHTS = {{0.5, 0.0, 0.0}, {0.3, 0.5, 0.0}, {0.3, 0.0, 0.5}};
    private static final int ROWS = 5000;
    private static final int LATE = 100;

    private static double mean(FeatureVector row, int arm) {
        double[] weights = WEIGHTS[arm];
        return weights[0] + weights[1] * row.number(0) + weights[2] * row.number(1);
    }

    private static double best(FeatureVector row) {
        return Math.max(mean(row, 0), Math.max(mean(row, 1), mean(row, 2)));
    }

    private static void draw(SplitMix random, FeatureVector row) {
        row.number(0, random.uniform(-1, 1)).number(1, random.uniform(-1, 1));
    }

    private static double regret(Bandit bandit, long seed) {
        SplitMix random = new SplitMix(seed);
        FeatureVector row = new FeatureVector(SPACE);
        PendingChoices pending = new PendingChoices(SPACE, 2 * LATE);
        double[] rewards = new double[ROWS];
        double regret = 0;
        for (int i = 0; i < ROWS; i++) {
            draw(random, row);
            long choice = pending.choose(bandit, row);
            double mean = mean(row, pending.arm(choice));
            regret += best(row) - mean;
            rewards[i] = mean + 0.3 * random.gaussian();
            if (i >= LATE) {
                assertTrue(pending.reward(bandit, choice - LATE, rewards[i - LATE]));
            }
        }
        assertEquals(0, pending.expired());
        return regret;
    }

    /** What the best one arm for all rows loses. */
    private static double regretOfTheBestArm(long seed) {
        double least = Double.POSITIVE_INFINITY;
        for (int arm = 0; arm < WEIGHTS.length; arm++) {
            SplitMix random = new SplitMix(seed);
            FeatureVector row = new FeatureVector(SPACE);
            double regret = 0;
            for (int i = 0; i < ROWS; i++) {
                draw(random, row);
                regret += best(row) - mean(row, arm);
            }
            least = Math.min(least, regret);
        }
        return least;
    }

    @Test
    void losesAFractionOfWhatTheBestSingleArmLoses() {
        List<Supplier<Bandit>> bandits =
                List.of(
                        () -> new LinearUcb(SPACE, 3, 1, 0.5),
                        () -> new LinearThompson(SPACE, 3, 1, 0.3, 7));
        for (Supplier<Bandit> bandit : bandits) {
            for (long seed = 1; seed <= 3; seed++) {
                double fixed = regretOfTheBestArm(seed);
                double regret = regret(bandit.get(), seed);
                assertTrue(
                        regret < 0.15 * fixed,
                        "seed %d: %.1f of %.1f".formatted(seed, regret, fixed));
            }
        }
    }

    /** The rank-one updates give what solving the whole regression gives. */
    @Test
    void expectsWhatARidgeRegressionOfAllRewardsSays() {
        LinearUcb bandit = new LinearUcb(FeatureSpace.ofNumbers("x"), 2, 2, 1);
        FeatureVector row = new FeatureVector(bandit.space());
        SplitMix random = new SplitMix(1);
        double a = 2;
        double b = 0;
        double c = 2;
        double r0 = 0;
        double r1 = 0;
        for (int i = 0; i < 200; i++) {
            double x = random.gaussian();
            double reward = 3 + 2 * x + random.gaussian();
            bandit.reward(row.number(0, x), 1, reward);
            a += 1;
            b += x;
            c += x * x;
            r0 += reward;
            r1 += reward * x;
        }
        double determinant = a * c - b * b;
        double constant = (c * r0 - b * r1) / determinant;
        double slope = (a * r1 - b * r0) / determinant;

        assertEquals(constant + slope * 0.7, bandit.expected(row.number(0, 0.7), 1), 1e-9);
        assertEquals(0, bandit.expected(row, 0));
    }

    @Test
    void takesARewardOnceAndNotForAChoiceThatLostItsPlace() {
        LinearUcb bandit = new LinearUcb(SPACE, 2, 1, 1);
        PendingChoices pending = new PendingChoices(SPACE, 2);
        FeatureVector row = new FeatureVector(SPACE).number(0, 1).number(1, 1);
        long first = pending.choose(bandit, row);
        long second = pending.choose(bandit, row);
        long third = pending.choose(bandit, row);

        assertFalse(pending.reward(bandit, first, 1));
        assertTrue(pending.reward(bandit, second, 1));
        assertFalse(pending.reward(bandit, second, 1));
        assertFalse(pending.reward(bandit, third + 1, 1));
        assertEquals(1, pending.expired());
    }

    /** The reward is for the row as it was chosen for, though it has been filled anew since. */
    @Test
    void learnsFromTheRowAsItWas() {
        LinearUcb bandit = new LinearUcb(SPACE, 2, 1, 1);
        LinearUcb direct = new LinearUcb(SPACE, 2, 1, 1);
        PendingChoices pending = new PendingChoices(SPACE, 2);
        FeatureVector row = new FeatureVector(SPACE).number(0, 1).number(1, -1);
        long choice = pending.choose(bandit, row);
        row.number(0, 100).number(1, 100);
        pending.reward(bandit, choice, 5);
        direct.reward(new FeatureVector(SPACE).number(0, 1).number(1, -1), 0, 5);

        assertEquals(direct.expected(row, 0), bandit.expected(row, 0));
    }

    @Test
    void refusesMoreSlotsThanItsSquareCanBe() {
        FeatureSpace wide = FeatureSpace.of(List.of(), List.of("a"));
        assertThrows(IllegalArgumentException.class, () -> new LinearUcb(wide, 2, 1, 1));
    }

    /** What it says of its choices is how often it chooses so, and choosing leaves it as it is. */
    @Test
    void saysHowLikelyItsChoicesAre() {
        int draws = 20_000;
        for (Bandit bandit : Models.bandits()) {
            SplitMix random = new SplitMix(11);
            FeatureVector row = new FeatureVector(bandit.space());
            for (int i = 0; i < 40; i++) {
                bandit.reward(Models.draw(random, row), random.below(3), random.gaussian());
            }
            byte[] before = StoredModel.write(bandit);
            int[] chosen = new int[bandit.arms()];
            for (int i = 0; i < draws; i++) {
                chosen[bandit.choose(row, new SplitMix(SplitMix.mix(i)))]++;
            }
            double sum = 0;
            for (int arm = 0; arm < bandit.arms(); arm++) {
                double propensity = bandit.propensity(row, arm);
                sum += propensity;
                assertEquals(chosen[arm] / (double) draws, propensity, 0.015, bandit + " " + arm);
            }
            assertEquals(1, sum, 1e-5);
            assertArrayEquals(before, StoredModel.write(bandit));
        }
    }

    @Test
    void tellsTheGreatestOfNumbersThatDoNotVary() {
        double[] none = {0, 0, 0};
        assertEquals(1, GreatestDraw.chance(new double[] {1, 3, 3}, none, 1));
        assertEquals(0, GreatestDraw.chance(new double[] {1, 3, 3}, none, 2));
        assertEquals(0.5, GreatestDraw.chance(new double[] {2, 2}, new double[] {1, 5}, 0), 1e-6);
    }
}
