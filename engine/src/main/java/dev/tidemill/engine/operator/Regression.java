package dev.tidemill.engine.operator;

import dev.tidemill.algebra.plan.AggregateFunction;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * What the aggregates of pairs say of exact sums, each rounded once. With {@code Sxx = Σx² −
 * (Σx)²/n}, and Syy and Sxy likewise, the formulas are PostgreSQL's.
 *
 * @param count how many pairs
 * @param x the sum of x, times 2^unit
 * @param y the sum of y, times 2^unit
 * @param xx the sum of x², times 2^(2 unit)
 * @param yy the sum of y², times 2^(2 unit)
 * @param xy the sum of xy, times 2^(2 unit)
 */
record Regression(
        long count,
        BigInteger x,
        BigInteger y,
        BigInteger xx,
        BigInteger yy,
        BigInteger xy,
        int unit) {
    private static final MathContext AMPLE = new MathContext(60, RoundingMode.HALF_EVEN);

    /** The values of one side that are no finite numbers. */
    record Odd(long notANumber, long positive, long negative) {
        boolean isAny() {
            return notANumber != 0 || positive != 0 || negative != 0;
        }

        /** What a sum with them is. */
        double sum() {
            if (notANumber > 0 || (positive > 0 && negative > 0)) {
                return Double.NaN;
            }
            return positive > 0 ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
        }
    }

    /** The value of a function; null for NULL. As in PostgreSQL a spread of the odd is NaN. */
    @Nullable Double of(AggregateFunction function, Odd oddX, Odd oddY) {
        if (count < (function == AggregateFunction.COVAR_SAMP ? 2 : 1)) {
            return null;
        }
        boolean flatX = !oddX.isAny() && sxx().signum() == 0;
        boolean flatY = !oddY.isAny() && syy().signum() == 0;
        boolean odd =
                switch (function) {
                    case REGR_AVGX, REGR_SXX -> oddX.isAny();
                    case REGR_AVGY, REGR_SYY -> oddY.isAny();
                    default -> oddX.isAny() || oddY.isAny();
                };
        return switch (function) {
            case REGR_AVGX -> odd ? oddX.sum() : over(x, n(), unit);
            case REGR_AVGY -> odd ? oddY.sum() : over(y, n(), unit);
            case CORR -> flatX || flatY ? null : odd ? Double.NaN : correlation();
            case REGR_R2 ->
                    flatX ? null : flatY ? 1.0 : odd ? Double.NaN : over(square(), spreads(), 0);
            case REGR_SLOPE -> flatX ? null : odd ? Double.NaN : over(sxy(), sxx(), 0);
            case REGR_INTERCEPT -> flatX ? null : odd ? Double.NaN : intercept();
            case REGR_SXX -> odd ? Double.NaN : over(sxx(), n(), 2 * unit);
            case REGR_SYY -> odd ? Double.NaN : over(syy(), n(), 2 * unit);
            case REGR_SXY -> odd ? Double.NaN : over(sxy(), n(), 2 * unit);
            case COVAR_POP -> odd ? Double.NaN : over(sxy(), n().multiply(n()), 2 * unit);
            case COVAR_SAMP ->
                    odd
                            ? Double.NaN
                            : over(sxy(), n().multiply(n().subtract(BigInteger.ONE)), 2 * unit);
            default -> throw new IllegalArgumentException(function + " is not of pairs");
        };
    }

    private BigInteger n() {
        return BigInteger.valueOf(count);
    }

    /** Times the count. */
    private BigInteger sxx() {
        return n().multiply(xx).subtract(x.multiply(x));
    }

    private BigInteger syy() {
        return n().multiply(yy).subtract(y.multiply(y));
    }

    private BigInteger sxy() {
        return n().multiply(xy).subtract(x.multiply(y));
    }

    private BigInteger square() {
        return sxy().multiply(sxy());
    }

    private BigInteger spreads() {
        return sxx().multiply(syy());
    }

    private double correlation() {
        BigDecimal root = new BigDecimal(spreads()).sqrt(AMPLE);
        return new BigDecimal(sxy()).divide(root, AMPLE).doubleValue();
    }

    private double intercept() {
        BigInteger above = y.multiply(sxx()).subtract(x.multiply(sxy()));
        return over(above, n().multiply(sxx()), unit);
    }

    /** A quotient, divided by 2^bits. */
    private static double over(BigInteger above, BigInteger below, int bits) {
        return new BigDecimal(above)
                .divide(new BigDecimal(below.shiftLeft(bits)), AMPLE)
                .doubleValue();
    }
}
