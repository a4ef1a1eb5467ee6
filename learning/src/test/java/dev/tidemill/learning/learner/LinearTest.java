package dev.tidemill.learning.learner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.learning.feature.Cross;
import dev.tidemill.learning.feature.FeatureSpace;
import dev.tidemill.learning.feature.FeatureVector;
import dev.tidemill.learning.random.SplitMix;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinearTest {
    private static final FeatureSpace TWO = FeatureSpace.ofNumbers("a", "b");

    @Test
    void momentsKeepTheirDigitsFarFromZero() {
        Moments moments = new Moments(1);
        for (int i = 0; i < 1000; i++) {
            moments.add(0, 1e9 + i % 2, 1);
        }

        assertEquals(1e9 + 0.5, moments.mean(0), 1e-6);
        assertEquals(0.25, moments.variance(0), 1e-6);
    }

    @Test
    void aWeightIsAsManyRows() {
        Moments weighted = new Moments(1);
        Moments repeated = new Moments(1);
        for (int i = 1; i <= 5; i++) {
            weighted.add(0, i * i, i);
            for (int times = 0; times < i; times++) {
                repeated.add(0, i * i, 1);
            }
        }

        assertEquals(repeated.mean(0), weighted.mean(0), 1e-12);
        assertEquals(repeated.variance(0), weighted.variance(0), 1e-9);
    }

    /** Numbers are standardised, so a unit makes no difference. */
    @Test
    void predictsTheSameInMetresAsInMiles() {
        LogisticRegression miles = new LogisticRegression(TWO, 2, Optimizer.standard());
        LogisticRegression metres = new LogisticRegression(TWO, 2, Optimizer.standard());
        SplitMix random = new SplitMix(1);
        FeatureVector row = new FeatureVector(TWO);
        double[] one = new double[2];
        double[] other = new double[2];
        for (int i = 0; i < 500; i++) {
            double a = random.gaussian();
            double b = random.gaussian();
            int label = a + b > 0 ? 1 : 0;
            miles.predict(row.number(0, a).number(1, b), one);
            miles.learn(row, label);
            metres.predict(row.number(0, 1609.344 * a + 1e6).number(1, b), other);
            metres.learn(row, label);
            assertEquals(one[1], other[1], 1e-6, "row " + i);
        }
    }

    @Test
    void aMissingNumberIsItsMean() {
        LogisticRegression model = new LogisticRegression(TWO, 2, Optimizer.standard());
        SplitMix random = new SplitMix(1);
        FeatureVector row = new FeatureVector(TWO);
        double sum = 0;
        for (int i = 0; i < 100; i++) {
            double a = random.gaussian() + 4;
            sum += a;
            model.learn(row.number(0, a).number(1, random.gaussian()), a > 4 ? 1 : 0);
        }
        double[] missing = new double[2];
        double[] mean = new double[2];
        model.predict(row.missingNumber(0), missing);
        model.predict(row.number(0, sum / 100), mean);

        assertEquals(mean[1], missing[1], 1e-9);
    }

    /** The class is whether the two categories are equal: no sum of single ones can tell. */
    @Test
    void aCrossTellsWhatItsPartsCannot() {
        FeatureSpace plain = FeatureSpace.of(List.of(), List.of("a", "b"));
        FeatureSpace crossed =
                new FeatureSpace(List.of(), List.of("a", "b"), List.of(new Cross(0, 1)), 12);

        assertEquals(0.5, rightOf(plain), 0.06);
        assertTrue(rightOf(crossed) > 0.95);
    }

    private static double rightOf(FeatureSpace space) {
        LogisticRegression model = new LogisticRegression(space, 2, Optimizer.standard());
        SplitMix random = new SplitMix(1);
        FeatureVector row = new FeatureVector(space);
        double[] probabilities = new double[2];
        int right = 0;
        for (int i = 0; i < 3000; i++) {
            int a = random.below(2);
            int b = random.below(2);
            row.category(0, a).category(1, b);
            model.predict(row, probabilities);
            right += Votes.best(probabilities) == (a == b ? 1 : 0) ? 1 : 0;
            model.learn(row, a == b ? 1 : 0);
        }
        return right / 3000.0;
    }

    /**
     * The weights of the proximal form are the minimum of all linearised losses: the paper's (3).
     */
    @Test
    void ftrlLeavesAtZeroWhatHasNoEvidence() {
        double[] weights = new double[2];
        double[] first = new double[2];
        double[] second = new double[2];
        Optimizer ftrl = new Optimizer.Ftrl(0.5, 1, 2, 0);
        ftrl.step(weights, first, second, 0, 1.5, 1);
        assertEquals(0, weights[0]);
        ftrl.step(weights, first, second, 0, 1.5, 2);
        // z = 3, n = 4.5: −(3 − 2) / ((1 + √4.5) / 0.5).
        assertEquals(-0.5 / (1 + Math.sqrt(4.5)), weights[0], 1e-12);
        assertEquals(0, weights[1]);
    }

    @Test
    void adaGradStepsAsFarWhateverTheFirstGradient() {
        double[] weights = new double[2];
        double[] first = new double[2];
        Optimizer adaGrad = new Optimizer.AdaGrad(0.1);
        adaGrad.step(weights, first, first, 0, 1000, 1);
        adaGrad.step(weights, first, first, 1, -0.001, 1);

        assertEquals(-0.1, weights[0], 1e-12);
        assertEquals(0.1, weights[1], 1e-12);
    }

    @Test
    void aWildValueDoesNotUndoWhatWasLearned() {
        LinearRegression model = new LinearRegression(TWO, new Optimizer.Sgd(0.05, 0));
        SplitMix random = new SplitMix(1);
        FeatureVector row = new FeatureVector(TWO);
        for (int i = 0; i < 2000; i++) {
            double a = random.gaussian();
            model.learn(row.number(0, a).number(1, random.gaussian()), 10 + 2 * a);
        }
        assertEquals(12, model.predict(row.number(0, 1).number(1, 0)), 0.1);

        model.learn(row.number(0, 1e90), -1e90);
        assertTrue(Double.isFinite(model.predict(row.number(0, 1).number(1, 0))));
    }
}
