package dev.tidemill.bench.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class FlatnessTest {
    private static final long MEGABYTE = 1L << 20;

    /** Samples each minute of half an hour. */
    private static List<MemorySample> samples(LongUnaryOperator megabytes) {
        return LongStream.rangeClosed(1, 30)
                .mapToObj(
                        minute ->
                                new MemorySample(
                                        60 * minute,
                                        megabytes.applyAsLong(minute) * MEGABYTE,
                                        0,
                                        0,
                                        0,
                                        0))
                .toList();
    }

    private static Flatness heap(LongUnaryOperator megabytes) {
        return Flatness.of("heap", samples(megabytes), MemorySample::heap, 8 * MEGABYTE);
    }

    @Test
    void findsALeakThatIsASmallShareOfEachSample() {
        Flatness leaking = heap(minute -> 500 + 4 * minute);

        assertFalse(leaking.isFlat());
        assertEquals(80, leaking.growth() / MEGABYTE, 0.001);
    }

    @Test
    void isNotMisledByWhatGoesUpAndDown() {
        assertTrue(heap(minute -> 500 + (minute % 2) * 100).isFlat());
    }

    @Test
    void allowsGrowthInTheFirstThird() {
        assertTrue(heap(minute -> minute < 10 ? 50 * minute : 500).isFlat());
    }

    @Test
    void allowsWhatShrinks() {
        assertTrue(heap(minute -> 900 - 20 * minute).isFlat());
    }
}
