package dev.tidemill.learning.shift;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.learning.random.SplitMix;
import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;
import java.util.Arrays;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;

class ShiftTest {
    @Test
    void distancesAreThoseOfTheirDefinitions() {
        for (long seed = 0; seed < 20; seed++) {
            SplitMix random = new SplitMix(seed);
            // Whole numbers, so that many values are equal, within one sample and between the two.
            double[] one = drawn(30 + random.below(20), () -> random.below(12));
            double[] other = drawn(30 + random.below(20), () -> random.below(15));

            Shift shift = Shift.between(Sample.of(one), Sample.of(other));

            assertEquals(greatestDistance(one, other), shift.kolmogorovSmirnov(), 1e-12);
            assertEquals(areaOfWholeSteps(one, other), shift.wasserstein(), 1e-12);
        }
    }

    private static double below(double[] values, double value) {
        return (double) Arrays.stream(values).filter(v -> v <= value).count() / values.length;
    }

    private static double greatestDistance(double[] one, double[] other) {
        double greatest = 0;
        for (int value = 0; value < 15; value++) {
            greatest = Math.max(greatest, Math.abs(below(one, value) - below(other, value)));
        }
        return greatest;
    }

    private static double areaOfWholeSteps(double[] one, double[] other) {
        double area = 0;
        for (int value = 0; value < 15; value++) {
            area += Math.abs(below(one, value) - below(other, value));
        }
        return area;
    }

    @Test
    void isSmallBetweenSamplesOfOneKind() {
        SplitMix random = new SplitMix(3);
        Shift shift =
                Shift.between(
                        Sample.of(drawn(5000, random::gaussian)),
                        Sample.of(drawn(5000, random::gaussian)));

        assertTrue(shift.stabilityIndex() < 0.02, shift.toString());
        assertTrue(shift.wassersteinDeviations() < 0.1, shift.toString());
        assertTrue(shift.chance() > 0.01, shift.toString());
    }

    @Test
    void isAsLargeAsTheMeanHasMoved() {
        SplitMix random = new SplitMix(3);
        Shift shift =
                Shift.between(
                        Sample.of(drawn(5000, () -> 10 * random.gaussian())),
                        Sample.of(drawn(5000, () -> 10 + 10 * random.gaussian())));

        assertEquals(10, shift.wasserstein(), 0.6);
        assertEquals(1, shift.wassersteinDeviations(), 0.06);
        // Of two normal distributions a deviation apart it is 1 exactly.
        assertEquals(1, shift.stabilityIndex(), 0.15);
        assertTrue(shift.chance() < 1e-9, shift.toString());
    }

    @Test
    void theChanceIsThatOfTheTables() {
        // Critical distances of large samples: 1.358 / √n at 5 %, 1.628 / √n at 1 %, n =
        // 1000·1000/2000.
        double root = Math.sqrt(500);
        assertEquals(0.05, KolmogorovSmirnov.chance(1.358 / root, 1000, 1000), 0.003);
        assertEquals(0.01, KolmogorovSmirnov.chance(1.628 / root, 1000, 1000), 0.001);
        assertEquals(1, KolmogorovSmirnov.chance(0, 1000, 1000));
    }

    @Test
    void seesThatValuesAreMissing() {
        double[] before = drawn(100, new SplitMix(1)::uniform);
        double[] now = before.clone();
        Arrays.fill(now, 0, 50, Double.NaN);

        Shift shift = Shift.between(Sample.of(before), Sample.of(now));

        assertEquals(0, shift.missingBefore());
        assertEquals(0.5, shift.missingNow());
        assertTrue(shift.stabilityIndex() > 0.25, shift.toString());
    }

    @Test
    void hasNoDistanceToNothing() {
        Shift shift = Shift.between(Sample.of(new double[] {1}), Sample.of(new double[0]));

        assertEquals(Double.NaN, shift.stabilityIndex());
        assertEquals(Double.NaN, shift.kolmogorovSmirnov());
        assertEquals(Double.NaN, shift.chance());
        assertEquals(Double.NaN, shift.wasserstein());
    }

    @Test
    void aConstantMovesInItsOwnUnit() {
        Shift shift =
                Shift.between(Sample.of(new double[] {5, 5, 5}), Sample.of(new double[] {8, 8}));

        assertEquals(3, shift.wasserstein());
        assertEquals(Double.NaN, shift.wassersteinDeviations());
        assertEquals(1, shift.kolmogorovSmirnov());
    }

    @Test
    void aWindowHoldsTheLastValuesAndComesBackFromItsBytes() {
        ValueWindow window = new ValueWindow(3);
        for (double value : new double[] {9, 4, Double.NaN, 2}) {
            window.add(value);
        }
        ModelWriter out = new ModelWriter();
        window.write(out);
        Sample sample = ValueWindow.read(new ModelReader(out.bytes())).sample();

        assertEquals(2, sample.size());
        assertEquals(2, sample.value(0));
        assertEquals(4, sample.value(1));
        assertEquals(1 / 3.0, sample.missingShare());
    }

    private static double[] drawn(int count, DoubleSupplier values) {
        double[] drawn = new double[count];
        Arrays.setAll(drawn, i -> values.getAsDouble());
        return drawn;
    }
}
