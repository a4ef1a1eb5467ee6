package dev.tidemill.node.predict;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LossWindowTest {
    private static byte[] bytes(LossWindow window) {
        ModelWriter out = new ModelWriter();
        window.write(out);
        return out.bytes();
    }

    /** By the definitions, over the newest numbers. */
    private static void check(List<Double> all, int size, LossWindow window, String when) {
        List<Double> newest = all.subList(Math.max(0, all.size() - size), all.size());
        double mean = newest.stream().mapToDouble(v -> v).average().orElse(Double.NaN);
        assertEquals(newest.size(), window.size(), when);
        assertEquals(mean, window.mean(), 1e-9, when);
        if (newest.size() > 1) {
            double squares = newest.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
            double error = Math.sqrt(squares / (newest.size() - 1) / newest.size());
            assertEquals(1.96 * error, window.margin(), 1e-6, when);
        } else {
            assertTrue(Double.isNaN(window.margin()), when);
        }
    }

    @Test
    void tellsTheMeanOfTheNewestAndHowSureItIs() {
        long seed = Long.getLong("tidemill.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int size : new int[] {2, 3, 30, 101}) {
            LossWindow window = new LossWindow(size);
            List<Double> all = new ArrayList<>();
            for (int i = 0; i < 3 * size + random.nextInt(size); i++) {
                double value = random.nextGaussian() * (random.nextInt(50) == 0 ? 30 : 0.1);
                window.add(value);
                all.add(value);
                check(all, size, window, "seed " + seed + ", size " + size + ", number " + i);
                if (random.nextInt(20) == 0) {
                    byte[] before = bytes(window);
                    window = LossWindow.read(size, new ModelReader(before));
                    assertArrayEquals(before, bytes(window));
                }
            }
            window.clear();
            assertEquals(0, window.size());
            window.add(3);
            assertEquals(3.0, window.mean());
        }
    }

    @Test
    void roundingDoesNotPileUp() {
        LossWindow window = new LossWindow(10);
        window.add(1e8);
        for (int i = 0; i < 100_000; i++) {
            window.add(0.1);
        }
        assertEquals(0.1, window.mean(), 1e-12);
        assertEquals(0, window.margin(), 1e-6);
    }
}
