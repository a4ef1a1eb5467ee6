package dev.tidemill.learning.metric;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.learning.random.SplitMix;
import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;
import dev.tidemill.learning.stored.Stored;
import org.junit.jupiter.api.Test;

/** Measures in constant memory, beside those that keep rows. */
class QualityTest {
    private static final int ROWS = 5_000;

    private static byte[] bytes(Stored stored) {
        ModelWriter out = new ModelWriter();
        stored.write(out);
        return out.bytes();
    }

    /** Scores of rows of which a part so great is of the class, and whether each is. */
    private static void draw(long seed, double part, Drawn drawn) {
        SplitMix random = new SplitMix(seed);
        for (int i = 0; i < ROWS; i++) {
            boolean isOfClass = random.uniform() < part;
            double odds = StrictMath.log(part / (1 - part)) + 2 * random.uniform();
            double score = 1 / (1 + StrictMath.exp(-odds - (isOfClass ? 1 : 0)));
            drawn.row(score, isOfClass);
        }
    }

    private interface Drawn {
        void row(double score, boolean isOfClass);
    }

    @Test
    void theBinnedAreaIsCloseToTheExactOneHoweverRareTheClassIs() {
        for (double part : new double[] {0.5, 0.05, 0.01}) {
            BinnedAuc binned = new BinnedAuc();
            WindowedAuc exact = new WindowedAuc(ROWS);
            draw(
                    7,
                    part,
                    (score, isOfClass) -> {
                        binned.add(score, isOfClass);
                        exact.add(score, isOfClass);
                    });
            assertEquals(exact.value(), binned.value(), 0.005, "part " + part);
        }
    }

    @Test
    void certainScoresAreInTheOutermostBins() {
        assertEquals(0, BinnedAuc.bin(0));
        assertEquals(BinnedAuc.BINS - 1, BinnedAuc.bin(1));
        BinnedAuc auc = new BinnedAuc();
        assertTrue(Double.isNaN(auc.value()));
        auc.add(1, true);
        assertTrue(Double.isNaN(auc.value()), "rows of one kind only");
        auc.add(0, false);
        assertEquals(1, auc.value());
    }

    @Test
    void twoMergedAreAsOneOverAllRows() {
        Quality all = new Quality(2);
        Quality first = new Quality(2);
        Quality second = new Quality(2);
        double[] last = {Double.NaN};
        int[] row = {0};
        draw(
                8,
                0.3,
                (score, isOfClass) -> {
                    double[] scores = {1 - score, score};
                    double label = isOfClass ? 1 : 0;
                    all.add(scores, label, last[0]);
                    (row[0]++ % 3 == 0 ? first : second).add(scores, label, last[0]);
                    last[0] = label;
                });
        first.merge(second);
        assertEquals(ROWS, first.rows());
        assertEquals(all.accuracy(), first.accuracy());
        assertEquals(all.baselineAccuracy(), first.baselineAccuracy());
        assertEquals(all.kappaTemporal(), first.kappaTemporal());
        assertEquals(all.logLoss(), first.logLoss(), 1e-12);
        assertEquals(all.auc(), first.auc());
        assertEquals(all.calibrationError(), first.calibrationError(), 1e-12);
        assertEquals(all.calibration().meanPredicted(), first.calibration().meanPredicted(), 1e-12);
        assertEquals(all.calibration().meanHappened(), first.calibration().meanHappened());
    }

    @Test
    void isTheOtherMeasuresOfTheSameRows() {
        Quality quality = new Quality(2);
        ClassificationScore score = new ClassificationScore(2, ROWS);
        double[] last = {Double.NaN};
        draw(
                9,
                0.4,
                (of, isOfClass) -> {
                    double[] scores = {1 - of, of};
                    quality.add(scores, isOfClass ? 1 : 0, last[0]);
                    score.add(scores, isOfClass ? 1 : 0);
                    last[0] = isOfClass ? 1 : 0;
                });
        assertEquals(score.accuracy(), quality.accuracy());
        assertEquals(score.noChangeAccuracy(), quality.baselineAccuracy());
        assertEquals(score.kappaTemporal(), quality.kappaTemporal());
        assertEquals(score.logLoss(), quality.logLoss());
        assertEquals(score.calibration().error(), quality.calibrationError());
        assertTrue(Double.isNaN(quality.rmse()));
    }

    @Test
    void numbersAreMeasuredBesideTheLastOneAgain() {
        Quality quality = new Quality(0);
        quality.add(new double[] {3}, 5, Double.NaN);
        quality.add(new double[] {4}, 4, 5);
        assertEquals(Math.sqrt(2), quality.rmse(), 1e-12);
        assertEquals(1, quality.baselineRmse(), "the first has none before it");
        for (double none :
                new double[] {
                    quality.accuracy(),
                    quality.kappaTemporal(),
                    quality.logLoss(),
                    quality.auc(),
                    quality.calibrationError()
                }) {
            assertTrue(Double.isNaN(none));
        }
    }

    @Test
    void comesBackFromItsBytes() {
        Quality quality = new Quality(2);
        draw(10, 0.2, (of, is) -> quality.add(new double[] {1 - of, of}, is ? 1 : 0, 1));
        Quality read = Quality.read(new ModelReader(bytes(quality)));
        assertArrayEquals(bytes(quality), bytes(read));
        assertEquals(quality.auc(), read.auc());
    }
}
