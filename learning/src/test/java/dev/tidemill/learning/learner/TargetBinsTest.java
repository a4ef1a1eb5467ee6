package dev.tidemill.learning.learner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.learning.random.SplitMix;
import org.junit.jupiter.api.Test;

/** Bins hold the same rows as sorting all of them would, to the width of a bin. */
class TargetBinsTest {
    private static final int ROWS = 3000;

    @Test
    void theEndOfEachBinPartsTheRowsThatItHolds() {
        for (double scale : new double[] {1e-30, 0.003, 1, 7, 1e12, 1e90}) {
            for (double shift : new double[] {0, 1, -1000}) {
                assertPartsRows(scale, shift * scale);
            }
        }
    }

    private static void assertPartsRows(double scale, double shift) {
        SplitMix random = new SplitMix(1);
        double[] values = new double[ROWS];
        TargetBins bins = new TargetBins();
        for (int i = 0; i < ROWS; i++) {
            // Reaches farther and farther, to both sides.
            values[i] = shift + scale * random.gaussian() * (i < 20 ? 0.01 : 1);
            bins.add(values[i], values[i] / scale, 1);
        }
        double below = 0;
        int filled = 0;
        for (int bin = 0; bin < TargetBins.BINS; bin++) {
            below += bins.bins().weight(bin);
            filled += bins.bins().weight(bin) > 0 ? 1 : 0;
            int expected = 0;
            for (double value : values) {
                expected += value <= bins.end(bin) || bin == TargetBins.BINS - 1 ? 1 : 0;
            }
            assertEquals(expected, below, "scale %s, shift %s".formatted(scale, shift));
        }
        assertTrue(filled > 10, "filled bins " + filled);
    }

    @Test
    void oneValueIsNoRange() {
        TargetBins bins = new TargetBins();
        for (int i = 0; i < 100; i++) {
            bins.add(3, i, 2);
        }

        assertTrue(!bins.isSpread());
        assertEquals(200, bins.bins().weight(0));
        assertEquals(49.5, bins.bins().mean(0), 1e-9);
    }

    /** Ten thousand rows within 0 to 1 are still told apart beside one from nowhere. */
    @Test
    void aWildValueDoesNotTakeTheRangeAway() {
        SplitMix random = new SplitMix(1);
        TargetBins bins = new TargetBins();
        for (int i = 0; i < 10_000; i++) {
            bins.add(i % 1000 == 999 ? 1e99 : random.uniform(), 1, 1);
        }
        int filled = 0;
        for (int bin = 0; bin < TargetBins.BINS; bin++) {
            filled += bins.bins().weight(bin) > 0 ? 1 : 0;
        }

        assertTrue(filled >= 16, "filled bins " + filled);
    }

    @Test
    void whatIsTakenOutOfMomentsIsGone() {
        SplitMix random = new SplitMix(4);
        Moments all = new Moments(1);
        Moments parts = new Moments(2);
        for (int i = 0; i < 500; i++) {
            double value = 1e6 + random.gaussian();
            all.add(0, value, 1);
            parts.add(i % 3 == 0 ? 0 : 1, value, 1);
        }
        Moments joined = parts.only(0);
        joined.absorb(0, parts, 1);
        assertEquals(all.variance(0), joined.variance(0), 1e-8);

        all.expel(0, parts, 1);
        assertEquals(parts.weight(0), all.weight(0));
        assertEquals(parts.mean(0), all.mean(0), 1e-6);
        assertEquals(parts.variance(0), all.variance(0), 1e-6);
    }
}
