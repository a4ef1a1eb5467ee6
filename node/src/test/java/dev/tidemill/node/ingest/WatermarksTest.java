package dev.tidemill.node.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.bound.Bound;
import dev.tidemill.engine.circuit.Lateness;
import dev.tidemill.node.record.WatermarkSeal;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WatermarksTest {
    private static final Bound.Watermark NAME = new Bound.Watermark("t", "at");
    private static final Lateness TEN = new Lateness(0, 10, 1_000);

    private final Watermarks watermarks = new Watermarks();

    private boolean advance(long now) {
        return watermarks.advance(NAME, TEN, now);
    }

    @Test
    void staysBehindTheGreatestValueOfTheSlowestSource() {
        watermarks.bring(NAME, "fast", 500, 0);
        watermarks.bring(NAME, "slow", 100, 0);
        assertTrue(advance(0));
        assertEquals(90L, watermarks.value(NAME));
        watermarks.bring(NAME, "slow", 60, 1);
        assertFalse(advance(1));
        watermarks.bring(NAME, "slow", 700, 2);
        assertTrue(advance(2));
        assertEquals(490L, watermarks.value(NAME));
    }

    @Test
    void waitsForASourceThatIsToCome() {
        watermarks.expect(NAME, Set.of("slow"), 0);
        watermarks.bring(NAME, "fast", 500, 0);
        assertFalse(advance(999));
        assertNull(watermarks.value(NAME));
        watermarks.bring(NAME, "fast", 600, 999);
        assertTrue(advance(1_000));
        assertEquals(590L, watermarks.value(NAME));
    }

    @Test
    void doesNotWaitForAnIdleSource() {
        watermarks.bring(NAME, "slow", 100, 0);
        watermarks.bring(NAME, "fast", 500, 900);
        assertTrue(advance(999));
        assertEquals(90L, watermarks.value(NAME));
        assertTrue(advance(1_000));
        assertEquals(490L, watermarks.value(NAME));
        assertFalse(advance(5_000));
    }

    @Test
    void neverGoesBackWhenAnIdleSourceReturns() {
        watermarks.bring(NAME, "slow", 100, 0);
        watermarks.bring(NAME, "fast", 500, 2_000);
        assertTrue(advance(2_000));
        watermarks.bring(NAME, "slow", 110, 2_001);
        assertFalse(advance(2_001));
        assertEquals(490L, watermarks.value(NAME));
    }

    @Test
    void goesOnFromASeal() {
        watermarks.expect(NAME, Set.of("never"), 0);
        watermarks.bring(NAME, "fast", 500, 0);
        watermarks.bring(NAME, "fast", 520, 2_000);
        assertTrue(advance(2_000));
        WatermarkSeal seal = watermarks.seal();
        assertEquals(seal, WatermarkSeal.decode(seal.encode()));
        Watermarks again = Watermarks.of(seal);
        again.begin(9_000);
        assertEquals(510L, again.value(NAME));
        again.bring(NAME, "fast", 900, 9_001);
        assertFalse(again.advance(NAME, TEN, 9_001));
        assertTrue(again.advance(NAME, TEN, 10_000));
        assertEquals(890L, again.value(NAME));
        assertEquals(WatermarkSeal.NONE, WatermarkSeal.decode(WatermarkSeal.NONE.encode()));
    }
}
