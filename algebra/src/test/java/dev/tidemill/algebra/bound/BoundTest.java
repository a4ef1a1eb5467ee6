package dev.tidemill.algebra.bound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BoundTest {
    private static final Bound.Watermark A = new Bound.Watermark("a", "t");
    private static final Bound.Watermark B = new Bound.Watermark("b", "t");
    private static final List<MonotoneStep> STEPS =
            List.of(
                    new MonotoneStep.Shift(-7_200_000_000L),
                    new MonotoneStep.ToDate(),
                    new MonotoneStep.Bin(900_000_000L, 13),
                    new MonotoneStep.Bin(7, -5),
                    new MonotoneStep.Truncate("millisecond" + "s"),
                    new MonotoneStep.Truncate("hour"),
                    new MonotoneStep.Truncate("week"),
                    new MonotoneStep.Truncate("month"),
                    new MonotoneStep.Truncate("quarter"),
                    new MonotoneStep.Truncate("year"));

    @Test
    void aStepNeverFalls() {
        Random random = new Random(3);
        for (int i = 0; i < 20_000; i++) {
            long one = random.nextLong(-40_000_000_000_000_000L, 40_000_000_000_000_000L);
            long other = one + random.nextLong(1L << random.nextInt(1, 55));
            for (MonotoneStep step : STEPS) {
                assertTrue(
                        step.apply(one).orElseThrow() <= step.apply(other).orElseThrow(),
                        step + " of " + one + " and " + other);
            }
        }
    }

    @Test
    void leavesTheRangeOfTimesAsUnknown() {
        assertEquals(OptionalLong.empty(), new MonotoneStep.Shift(1).apply(Long.MAX_VALUE));
        assertEquals(OptionalLong.empty(), new MonotoneStep.ToTimestamp().apply(Long.MAX_VALUE));
    }

    @Test
    void theLeastNeedsAllAndTheGreatestAny() {
        Frontier onlyA = Frontier.of(0, Map.of(A, 5L));
        Frontier both = Frontier.of(0, Map.of(A, 5L, B, 3L));
        assertEquals(OptionalLong.empty(), Bound.least(A, B).at(onlyA));
        assertEquals(OptionalLong.of(3), Bound.least(A, B).at(both));
        assertEquals(OptionalLong.of(5), Bound.greatest(A, B).at(onlyA));
        assertEquals(OptionalLong.of(5), Bound.greatest(A, B).at(both));
        assertEquals(OptionalLong.empty(), A.at(Frontier.unknown()));
        assertEquals(OptionalLong.empty(), new Bound.Clock().at(Frontier.unknown()));
    }

    @Test
    void shiftsAddUp() {
        assertEquals(A, A.plus(5).plus(-5));
        assertEquals("watermark(a.t) - 2", A.plus(5).plus(-7).toString());
    }
}
