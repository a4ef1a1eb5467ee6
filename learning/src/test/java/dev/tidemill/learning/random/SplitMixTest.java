package dev.tidemill.learning.random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SplitMixTest {
    @Test
    void givesTheNumbersOfItsPaper() {
        for (long seed : new long[] {0, 1, -7, Long.MAX_VALUE}) {
            SplitMix ours = new SplitMix(seed);
            SplittableRandom theirs = new SplittableRandom(seed);
            for (int i = 0; i < 1000; i++) {
                assertEquals(theirs.nextLong(), ours.next());
            }
        }
    }

    @Test
    void goesOnWhereItWasWritten() {
        SplitMix random = new SplitMix(3);
        random.gaussian();
        ModelWriter out = new ModelWriter();
        random.write(out);

        SplitMix read = SplitMix.read(new ModelReader(out.bytes()));

        assertEquals(random.next(), read.next());
    }

    @Test
    void splitsIntoOtherNumbers() {
        SplitMix random = new SplitMix(3);
        SplitMix split = random.split();

        assertNotEquals(random.next(), split.next());
    }

    @Test
    void drawsEachNumberBelowABoundAlike() {
        SplitMix random = new SplitMix(5);
        int[] counts = new int[7];
        for (int i = 0; i < 70_000; i++) {
            counts[random.below(7)]++;
        }

        for (int count : counts) {
            assertEquals(10_000, count, 400);
        }
    }

    @Test
    void drawsWithTheMeanAndVarianceOfItsDistributions() {
        SplitMix random = new SplitMix(11);
        int draws = 100_000;
        double[] gaussian = new double[draws];
        double[] poisson = new double[draws];
        double[] uniform = new double[draws];
        for (int i = 0; i < draws; i++) {
            gaussian[i] = random.gaussian();
            poisson[i] = random.poisson(6);
            uniform[i] = random.uniform();
        }

        assertMoments(gaussian, 0, 1);
        assertMoments(poisson, 6, 6);
        assertMoments(uniform, 0.5, 1 / 12.0);
    }

    private static void assertMoments(double[] values, double mean, double variance) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        double chance = 5 * Math.sqrt(variance / values.length);
        assertEquals(mean, sum / values.length, chance);
        assertTrue(Math.abs(squares / values.length / variance - 1) < 0.05);
    }
}
