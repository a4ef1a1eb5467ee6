package dev.tidemill.engine.expression;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The rounding behind APPROX_PERCENTILE. */
class RoundToByteTest {
    private static final long SEED = 14;
    private static final int VALUES = 1_000_000;

    @Test
    void movesNoNormalNumberByMoreThanA256th() {
        Random random = new Random(SEED);
        for (int i = 0; i < VALUES; i++) {
            double value = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(value) && Math.abs(value) >= Double.MIN_NORMAL) {
                double rounded = MathFunctions.roundToByte(value);
                double moved = Math.abs(rounded - value);
                assertTrue(moved <= Math.abs(value) / 256, () -> value + " became " + rounded);
            }
        }
    }

    @Test
    void leavesTheOrderOfNumbersAndSoEveryPercentileWhereItWas() {
        Random random = new Random(SEED);
        double[] values = new double[VALUES];
        TreeSet<Double> kept = new TreeSet<>();
        for (int i = 0; i < VALUES; i++) {
            values[i] = Math.exp(3 * random.nextGaussian()) * (random.nextBoolean() ? 1 : -1);
            kept.add(MathFunctions.roundToByte(values[i]));
        }
        double[] rounded = Arrays.stream(values).map(MathFunctions::roundToByte).toArray();
        Arrays.sort(values);
        Arrays.sort(rounded);
        for (int i = 0; i < VALUES; i++) {
            assertEquals(MathFunctions.roundToByte(values[i]), rounded[i]);
        }
        assertTrue(kept.size() < 10_000, () -> kept.size() + " numbers stand for a million");
    }

    @Test
    void keepsWhatHasFewBitsAndWhatIsNoNumber() {
        for (double value : new double[] {0, 1, -1.5, 255, -0.0078125, Double.NaN}) {
            assertEquals(value, MathFunctions.roundToByte(value));
        }
        assertEquals(0.0, MathFunctions.roundToByte(-0.0));
        assertEquals(Double.POSITIVE_INFINITY, MathFunctions.roundToByte(1 / 0.0));
        assertEquals(256, MathFunctions.roundToByte(255.5));
        assertEquals(-256, MathFunctions.roundToByte(-255.5));
        assertTrue(Double.isFinite(MathFunctions.roundToByte(Double.MAX_VALUE)));
        assertTrue(Double.isFinite(MathFunctions.roundToByte(-Double.MAX_VALUE)));
    }
}
