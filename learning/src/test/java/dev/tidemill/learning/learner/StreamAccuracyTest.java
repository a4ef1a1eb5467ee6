package dev.tidemill.learning.learner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.learning.metric.ClassificationScore;
import dev.tidemill.learning.metric.RegressionError;
import dev.tidemill.learning.stream.Agrawal;
import dev.tidemill.learning.stream.Friedman;
import dev.tidemill.learning.stream.LabelledStream;
import dev.tidemill.learning.stream.Led;
import dev.tidemill.learning.stream.RotatingHyperplane;
import dev.tidemill.learning.stream.Sea;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How near learners come to the best that is possible on streams with known noise. */
class StreamAccuracyTest {
    private static double accuracy(Classifier model, LabelledStream stream, int rows) {
        return 100 * Prequential.run(model, stream, rows).accuracy();
    }

    private static void assertAtLeast(double least, double accuracy) {
        assertTrue(accuracy >= least, "accuracy %.2f, at least %.2f".formatted(accuracy, least));
    }

    /** Nothing beats 74 % at a tenth of noise; naive Bayes is the true model here. */
    @Test
    void readsADisplayAsWellAsItCanBeRead() {
        Led led = new Led(0.1, 1);
        double bayes = accuracy(new NaiveBayes(led.space(), 10), led, 20_000);
        assertEquals(73.9, bayes, 1);

        led = new Led(0.1, 1);
        assertEquals(73.9, accuracy(new HoeffdingTree(led.space(), 10), led, 20_000), 1.5);

        led = new Led(0.1, 1);
        Classifier logistic = new LogisticRegression(led.space(), 10, Optimizer.standard());
        assertEquals(73.9, accuracy(logistic, led, 20_000), 1.5);
    }

    /** Every label is right, so what a tree gets wrong is what it has not grown to yet. */
    @Test
    void growsTheRuleOfAge() {
        Agrawal loans = new Agrawal(1, 0, 1);

        assertAtLeast(99, accuracy(new HoeffdingTree(loans.space(), 2), loans, 40_000));
    }

    /**
     * With a tenth of the labels turned round 90 % is the best, and a tree keeps old thresholds.
     */
    @Test
    void findsMostOfThresholdsThatJump() {
        Sea sea = new Sea(0.1, 10_000, 3);

        assertAtLeast(84, accuracy(new HoeffdingTree(sea.space(), 2), sea, 40_000));
    }

    @Test
    void followsAPlaneThatTurns() {
        double logistic = accuracy(sgd(plane()), plane(), 30_000);
        double forest = accuracy(new AdaptiveRandomForest(plane().space(), 2, 1), plane(), 30_000);

        // A twentieth of the labels are turned round.
        assertAtLeast(91, logistic);
        assertAtLeast(82, forest);
    }

    private static RotatingHyperplane plane() {
        return new RotatingHyperplane(10, 2, 0.001, 0.1, 0.05, 5);
    }

    private static Classifier sgd(LabelledStream stream) {
        return new LogisticRegression(stream.space(), 2, new Optimizer.Sgd(0.05, 0));
    }

    @Test
    void replacesWhatARuleThatHoldsNoMoreHasLeft() {
        Agrawal loans = new Agrawal(1, 0, 1);
        HoeffdingAdaptiveTree adaptive = new HoeffdingAdaptiveTree(loans.space(), 2);
        AdaptiveRandomForest forest = new AdaptiveRandomForest(loans.space(), 2, 1);
        for (Classifier model : List.of(adaptive, forest)) {
            Prequential.run(model, new Agrawal(1, 0, 1), 10_000);
            Prequential.run(model, new Agrawal(3, 0, 2), 15_000);
        }

        assertTrue(adaptive.replaced() > 0);
        assertTrue(forest.drifts() > 0);
        assertTrue(forest.warnings() >= forest.drifts());
    }

    @Test
    void baselinesAreWhatTheirNamesSay() {
        Sea sea = new Sea(0.1, 1_000_000, 3);
        ClassificationScore last = Prequential.run(new NoChange(sea.space(), 2), sea, 10_000);
        assertEquals(last.noChangeAccuracy(), last.accuracy(), 2e-4);
        assertEquals(0, last.kappaTemporal(), 1e-3);

        ClassificationScore majority =
                Prequential.run(new MajorityClass(sea.space(), 2), sea, 10_000);
        // 1 − 8² / 200 of the points are above the threshold, and a tenth is turned round.
        assertEquals(0.9 * 0.68 + 0.1 * 0.32, majority.accuracy(), 0.01);
        assertEquals(0, majority.kappa(), 0.01);
    }

    /** The golden errors of the first thousand rows: mean 4.98, passive-aggressive 3.70. */
    @Test
    void regressesAsFarAsASumCan() {
        double mean = rmse(stream -> new MeanTarget(stream.space()));
        double linear =
                rmse(stream -> new LinearRegression(stream.space(), new Optimizer.Sgd(0.02, 0)));
        double adaptive =
                rmse(stream -> new LinearRegression(stream.space(), Optimizer.standard()));
        double last = rmse(stream -> new LastTarget(stream.space()));

        assertEquals(4.98, mean, 0.25);
        assertEquals(mean * Math.sqrt(2), last, 0.3);
        assertTrue(linear < 3.4, "rmse " + linear);
        assertTrue(adaptive < 3.4, "rmse " + adaptive);
    }

    private static double rmse(Function<Friedman, Regressor> model) {
        return IntStream.range(0, 5)
                .mapToObj(seed -> new Friedman(seed))
                .map(stream -> Prequential.run(model.apply(stream), stream, 1000))
                .mapToDouble(RegressionError::rmse)
                .average()
                .orElseThrow();
    }
}
