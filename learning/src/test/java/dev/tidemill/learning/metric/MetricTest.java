package dev.tidemill.learning.metric;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.learning.random.SplitMix;
import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetricTest {
    @Test
    void kappaIsThatOfItsTextbook() {
        ConfusionMatrix matrix = new ConfusionMatrix(2);
        add(matrix, 0, 0, 20);
        add(matrix, 1, 0, 5);
        add(matrix, 0, 1, 10);
        add(matrix, 1, 1, 15);

        assertEquals(0.7, matrix.accuracy(), 1e-12);
        assertEquals(0.4, matrix.kappa(), 1e-12);
    }

    private static void add(ConfusionMatrix matrix, int predicted, int label, int times) {
        for (int i = 0; i < times; i++) {
            matrix.add(predicted, label);
        }
    }

    @Test
    void kappaTemporalOfTheLastLabelAgainIsNothing() {
        KappaTemporal kappa = new KappaTemporal();
        SplitMix random = new SplitMix(1);
        int last = -1;
        for (int i = 0; i < 1000; i++) {
            int label = random.uniform() < 0.1 ? random.below(2) : Math.max(0, last);
            kappa.add(last, label);
            last = label;
        }

        assertEquals(0, kappa.value());
        assertTrue(kappa.noChangeAccuracy() > 0.9);
    }

    @Test
    void kappaTemporalOfBeingAlwaysRightIsOne() {
        KappaTemporal kappa = new KappaTemporal();
        for (int i = 0; i < 10; i++) {
            kappa.add(i % 2, i % 2);
        }

        assertEquals(1, kappa.value());
        assertEquals(0, kappa.noChangeAccuracy());
    }

    @Test
    void aucIsThePartOfPairsInTheRightOrder() {
        for (long seed = 0; seed < 10; seed++) {
            SplitMix random = new SplitMix(seed);
            WindowedAuc auc = new WindowedAuc(50);
            List<double[]> all = new ArrayList<>();
            for (int i = 0; i < 120; i++) {
                // Few different scores, so that many are equal; 0 and 1 among them.
                double score = random.below(9) / 8.0;
                boolean ofClass = random.uniform() < 0.2 + 0.6 * score;
                auc.add(score, ofClass);
                all.add(new double[] {score, ofClass ? 1 : 0});
                List<double[]> last = all.subList(Math.max(0, all.size() - 50), all.size());
                assertEquals(pairs(last), auc.value(), 1e-12, "seed %d".formatted(seed));
            }
        }
    }

    private static double pairs(List<double[]> rows) {
        double ordered = 0;
        double all = 0;
        for (double[] one : rows) {
            for (double[] other : rows) {
                if (one[1] == 1 && other[1] == 0) {
                    all++;
                    ordered += one[0] > other[0] ? 1 : one[0] == other[0] ? 0.5 : 0;
                }
            }
        }
        return all == 0 ? Double.NaN : ordered / all;
    }

    @Test
    void logLossIsBoundedForARowThatWasSureAndWrong() {
        LogLoss loss = new LogLoss();
        loss.add(new double[] {0.5, 0.5}, 0);
        assertEquals(Math.log(2), loss.value(), 1e-12);

        loss.add(new double[] {1, 0}, 1);
        assertEquals((Math.log(2) - Math.log(1e-15)) / 2, loss.value(), 1e-9);
    }

    @Test
    void calibrationTellsTheOverconfident() {
        Calibration honest = new Calibration(10);
        Calibration overconfident = new Calibration(10);
        SplitMix random = new SplitMix(2);
        for (int i = 0; i < 20_000; i++) {
            double chance = random.uniform();
            boolean happened = random.uniform() < chance;
            honest.add(chance, happened);
            overconfident.add(chance < 0.5 ? chance / 2 : 1 - (1 - chance) / 2, happened);
        }

        assertEquals(0, honest.error(), 0.02);
        // The expectation of p(1 − p) for p uniform.
        assertEquals(1 / 6.0, honest.brier(), 0.01);
        assertTrue(overconfident.error() > 0.1, "error " + overconfident.error());
        assertEquals(20_000, honest.bins().stream().mapToLong(Calibration.Bin::rows).sum());
    }

    @Test
    void calibrationTakesCertainty() {
        Calibration calibration = new Calibration(10);
        calibration.add(1, true);
        calibration.add(0, false);

        assertEquals(
                List.of(new Calibration.Bin(0, 0.1, 1, 0, 0), new Calibration.Bin(0.9, 1, 1, 1, 1)),
                calibration.bins());
        assertEquals(0, calibration.brier());
    }

    @Test
    void regressionErrorIsInTheTargetsUnit() {
        RegressionError error = new RegressionError();
        error.add(3, 0);
        error.add(0, 4);

        assertEquals(3.5, error.mae());
        assertEquals(Math.sqrt(12.5), error.rmse());
    }

    @Test
    void hasNoAnswerBeforeTheFirstRow() {
        ClassificationScore score = new ClassificationScore(2);

        assertEquals(Double.NaN, score.accuracy());
        assertEquals(Double.NaN, score.kappa());
        assertEquals(Double.NaN, score.kappaTemporal());
        assertEquals(Double.NaN, score.logLoss());
        assertEquals(Double.NaN, score.auc());
        assertEquals(Double.NaN, score.calibration().brier());
        assertEquals(Double.NaN, new RegressionError().rmse());
    }

    @Test
    void goesOnWhereItWasWritten() {
        ClassificationScore score = new ClassificationScore(3, 20);
        SplitMix random = new SplitMix(9);
        addRows(score, random, 77);
        ModelWriter out = new ModelWriter();
        score.write(out);

        ClassificationScore read = ClassificationScore.read(new ModelReader(out.bytes()));
        addRows(score, new SplitMix(5), 50);
        addRows(read, new SplitMix(5), 50);

        assertArrayEquals(bytes(score), bytes(read));
        assertEquals(score.auc(), read.auc());
    }

    private static void addRows(ClassificationScore score, SplitMix random, int rows) {
        for (int i = 0; i < rows; i++) {
            double a = random.uniform() / 2;
            double b = random.uniform() / 2;
            score.add(new double[] {a, b, 1 - a - b}, random.below(3));
        }
    }

    private static byte[] bytes(ClassificationScore score) {
        ModelWriter out = new ModelWriter();
        score.write(out);
        return out.bytes();
    }
}
