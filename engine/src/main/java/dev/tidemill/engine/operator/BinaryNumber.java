package dev.tidemill.engine.operator;

import java.math.BigInteger;

/**
 * {@code whole · 2^exponent}, exactly.
 *
 * @param whole of any size and sign
 */
record BinaryNumber(BigInteger whole, int exponent) {
    /** The exponent of {@link Double#MIN_VALUE}: every finite double is a multiple of it. */
    static final int LEAST_EXPONENT = -1074;

    private static final int MANTISSA_BITS = 52;
    private static final int PRECISION = MANTISSA_BITS + 1;

    /** A finite double. */
    static BinaryNumber of(double value) {
        long bits = Double.doubleToRawLongBits(value);
        long mantissa = bits & ((1L << MANTISSA_BITS) - 1);
        int exponent = Math.getExponent(value);
        boolean normal = exponent >= Double.MIN_EXPONENT;
        long whole = normal ? mantissa | (1L << MANTISSA_BITS) : mantissa;
        return new BinaryNumber(
                BigInteger.valueOf(bits < 0 ? -whole : whole),
                normal ? exponent - MANTISSA_BITS : LEAST_EXPONENT);
    }

    BinaryNumber squared() {
        return new BinaryNumber(whole.multiply(whole), 2 * exponent);
    }

    BinaryNumber times(BinaryNumber other) {
        return new BinaryNumber(whole.multiply(other.whole), exponent + other.exponent);
    }

    /** In units of two to the power of another exponent, which is not above this one's. */
    BigInteger in(int unit) {
        return whole.shiftLeft(exponent - unit);
    }

    /** The nearest double, half to even; an infinity from half a step above the greatest on. */
    double nearest() {
        return nearest(whole.abs(), exponent, false) * whole.signum();
    }

    /** The double nearest to this over a divisor above 0. */
    double nearestOver(long divisor) {
        BigInteger by = BigInteger.valueOf(divisor);
        BigInteger magnitude = whole.abs();
        int more = Math.max(0, PRECISION + 3 + by.bitLength() - magnitude.bitLength());
        BigInteger[] quotient = magnitude.shiftLeft(more).divideAndRemainder(by);
        boolean rest = quotient[1].signum() != 0;
        return nearest(quotient[0], exponent - more, rest) * whole.signum();
    }

    /**
     * @param rest something below one is there besides; the magnitude then has more bits than a
     *     double
     */
    private static double nearest(BigInteger magnitude, int exponent, boolean rest) {
        int length = magnitude.bitLength();
        int kept = Math.min(PRECISION, length + exponent - LEAST_EXPONENT);
        int dropped = length - kept;
        if (dropped <= 0) {
            return Math.scalb(magnitude.doubleValue(), exponent);
        }
        BigInteger rounded = magnitude.shiftRight(dropped);
        boolean half = magnitude.testBit(dropped - 1);
        boolean more = rest || magnitude.getLowestSetBit() < dropped - 1;
        if (half && (more || rounded.testBit(0))) {
            rounded = rounded.add(BigInteger.ONE);
        }
        return Math.scalb(rounded.doubleValue(), exponent + dropped);
    }
}
