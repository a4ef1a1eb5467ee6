package dev.tidemill.engine.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tidemill.engine.expression.Int128;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ExactSumTest {
    private static final long[] EDGES = {
        0, 1, -1, 2, -2, 5, -5, Integer.MAX_VALUE, Long.MAX_VALUE, Long.MIN_VALUE, -Long.MAX_VALUE
    };

    @Test
    void dividesShortSumsAsLongOnes() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 200_000; round++) {
            long sum =
                    round % 7 == 0
                            ? EDGES[random.nextInt(EDGES.length)]
                            : random.nextLong() >> random.nextInt(64);
            long count =
                    round % 5 == 0
                            ? Integer.MAX_VALUE - random.nextInt(3)
                            : 1 + (random.nextInt() >>> (1 + random.nextInt(31)));
            count = Math.min(count, Integer.MAX_VALUE);
            int shift = random.nextInt(19);
            Int128 value = new Int128();
            value.set(sum);
            ExactSum.divideShort(value, count, shift);
            assertEquals(
                    BigDecimal.valueOf(sum)
                            .divide(BigDecimal.valueOf(count), shift, RoundingMode.HALF_UP),
                    value.toBigDecimal(shift),
                    sum + " / " + count + " to " + shift);
        }
    }
}
