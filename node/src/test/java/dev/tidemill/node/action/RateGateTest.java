package dev.tidemill.node.action;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.actions.RateGate;
import java.util.ArrayDeque;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RateGateTest {
    @Test
    void letsThroughSoManyAtOnceAndThenOneByOne() {
        RateGate gate = new RateGate(3, 30);
        for (int i = 0; i < 3; i++) {
            assertTrue(gate.isFree("a", 100));
            gate.take("a", 100);
        }
        assertFalse(gate.isFree("a", 100));
        assertEquals(110, gate.freeAt("a"));
        assertTrue(gate.isFree("b", 100), "another name has its own");
        assertTrue(gate.isFree("a", 110));
        gate.take("a", 110);
        assertFalse(gate.isFree("a", 119));
    }

    /** Never more than twice the count in any span: a full bucket, and what comes into it. */
    @Test
    void neverLetsThroughMoreThanABucketAndItsRefill() {
        for (long seed = 1; seed <= 50; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int count = random.nextInt(1, 6);
            long every = count * (long) random.nextInt(1, 40);
            RateGate gate = new RateGate(count, every);
            ArrayDeque<Long> passed = new ArrayDeque<>();
            long now = 0;
            for (int i = 0; i < 3_000; i++) {
                now += random.nextInt(6);
                if (gate.isFree("a", now)) {
                    gate.take("a", now);
                    passed.add(now);
                }
                while (!passed.isEmpty() && passed.peek() <= now - every) {
                    passed.remove();
                }
                assertTrue(passed.size() <= 2 * count, "seed " + seed);
            }
        }
    }
}
