package dev.tidemill.engine.expression;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Int128Test {
    private static final BigInteger LIMIT = BigInteger.ONE.shiftLeft(127);

    private final Random random = new Random(42);

    private BigInteger number() {
        BigInteger value = new BigInteger(1 + random.nextInt(126), random);
        return random.nextBoolean() ? value : value.negate();
    }

    private static Int128 of(BigInteger value) {
        return new Int128().set(value.shiftRight(64).longValue(), value.longValue());
    }

    private static BigInteger big(Int128 value) {
        return value.toBigDecimal(0).toBigInteger();
    }

    private static boolean fits(BigInteger value) {
        return value.compareTo(LIMIT) < 0 && value.compareTo(LIMIT.negate()) >= 0;
    }

    @Test
    void calculatesAsBigIntegersDo() {
        for (int i = 0; i < 200_000; i++) {
            BigInteger a = number();
            BigInteger b = number();
            Int128 y = of(b);
            Int128 product = of(a);
            if (product.multiply(y.high(), y.low())) {
                assertEquals(a.multiply(b), big(product));
            } else if (a.multiply(b).bitLength() < 126) {
                throw new AssertionError(a + " * " + b);
            }
            Int128 sum = of(a);
            assertEquals(fits(a.add(b)), sum.add(y.high(), y.low()));
            if (fits(a.add(b))) {
                assertEquals(a.add(b), big(sum));
            }
            if (b.signum() != 0) {
                Int128 quotient = of(a);
                quotient.divideRounding(y.high(), y.low());
                BigInteger expected =
                        new BigDecimal(a)
                                .divide(new BigDecimal(b), 0, RoundingMode.HALF_UP)
                                .toBigInteger();
                assertEquals(expected, big(quotient), a + " / " + b);
            }
            int scale = random.nextInt(30);
            assertEquals(
                    new BigDecimal(a, scale).doubleValue(),
                    of(a).toDouble(scale),
                    a + " at scale " + scale);
        }
    }
}
