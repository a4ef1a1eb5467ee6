package dev.tidemill.engine.operator;

import dev.tidemill.algebra.plan.AggregateFunction;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * Variances and deviations from exact sums: {@code (n·Σx² − (Σx)²) / (n·(n−1))} over a sample,
 * {@code … / n²} over a whole population.
 *
 * @param sample divide by one value less
 * @param root the square root of it
 */
record Spread(boolean sample, boolean root) {
    private static final MathContext AMPLE = new MathContext(60, RoundingMode.HALF_EVEN);

    static Spread of(AggregateFunction function) {
        return new Spread(
                function == AggregateFunction.VAR_SAMP || function == AggregateFunction.STDDEV_SAMP,
                function == AggregateFunction.STDDEV_POP
                        || function == AggregateFunction.STDDEV_SAMP);
    }

    /** Whether so few values have none. */
    boolean isNull(long count) {
        return count < (sample ? 2 : 1);
    }

    /**
     * The spread of values that were multiplied by a number to be whole; null over too few.
     *
     * @param unit that number
     */
    @Nullable BigDecimal of(long count, BigInteger sum, BigInteger squares, BigInteger unit) {
        if (isNull(count)) {
            return null;
        }
        BigInteger n = BigInteger.valueOf(count);
        BigInteger above = n.multiply(squares).subtract(sum.multiply(sum));
        BigInteger below = n.multiply(sample ? n.subtract(BigInteger.ONE) : n);
        BigDecimal variance =
                new BigDecimal(above.max(BigInteger.ZERO))
                        .divide(new BigDecimal(below.multiply(unit).multiply(unit)), AMPLE);
        return root ? variance.sqrt(AMPLE) : variance;
    }
}
