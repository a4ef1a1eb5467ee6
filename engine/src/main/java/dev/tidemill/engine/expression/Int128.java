package dev.tidemill.engine.expression;

import dev.tidemill.algebra.column.Int128Column;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * A register for signed 128-bit arithmetic without allocation: {@code high * 2^64 + unsigned(low)}.
 * Operations that can leave the range say so and leave the register undefined. Not thread-safe.
 */
public final class Int128 {
    private static final int DIGITS_MAX = 38;
    private static final long[] POWER_HIGH = new long[DIGITS_MAX + 1];
    private static final long[] POWER_LOW = new long[DIGITS_MAX + 1];

    static {
        BigInteger power = BigInteger.ONE;
        for (int i = 0; i <= DIGITS_MAX; i++) {
            POWER_HIGH[i] = power.shiftRight(64).longValue();
            POWER_LOW[i] = power.longValue();
            power = power.multiply(BigInteger.TEN);
        }
    }

    private long high;
    private long low;

    public long high() {
        return high;
    }

    public long low() {
        return low;
    }

    public Int128 set(long newHigh, long newLow) {
        high = newHigh;
        low = newLow;
        return this;
    }

    public Int128 set(long value) {
        high = value >> 63;
        low = value;
        return this;
    }

    public boolean isNegative() {
        return high < 0;
    }

    public boolean isZero() {
        return (high | low) == 0;
    }

    public int signum() {
        return high < 0 ? -1 : isZero() ? 0 : 1;
    }

    /** True when the value is a long, which then is {@link #low}. */
    public boolean fitsLong() {
        return high == low >> 63;
    }

    /** Adds; false when the sum leaves 128 bits. */
    public boolean add(long otherHigh, long otherLow) {
        long sumLow = low + otherLow;
        long carry = Long.compareUnsigned(sumLow, low) < 0 ? 1 : 0;
        long sumHigh = high + otherHigh + carry;
        boolean fits = ((high ^ sumHigh) & (otherHigh ^ sumHigh)) >= 0;
        high = sumHigh;
        low = sumLow;
        return fits;
    }

    /** Subtracts; false when the difference leaves 128 bits. */
    public boolean subtract(long otherHigh, long otherLow) {
        long differenceLow = low - otherLow;
        long borrow = Long.compareUnsigned(low, otherLow) < 0 ? 1 : 0;
        long differenceHigh = high - otherHigh - borrow;
        boolean fits = ((high ^ otherHigh) & (high ^ differenceHigh)) >= 0;
        high = differenceHigh;
        low = differenceLow;
        return fits;
    }

    public Int128 negate() {
        low = -low;
        high = ~high + (low == 0 ? 1 : 0);
        return this;
    }

    public Int128 absolute() {
        return high < 0 ? negate() : this;
    }

    /** Multiplies; false when the product leaves 128 bits. */
    public boolean multiply(long otherHigh, long otherLow) {
        if (fitsLong() && otherHigh == otherLow >> 63) {
            long productHigh = Math.multiplyHigh(low, otherLow);
            low = low * otherLow;
            high = productHigh;
            return true;
        }
        return multiplyWide(otherHigh, otherLow);
    }

    private boolean multiplyWide(long otherHigh, long otherLow) {
        boolean negative = (high ^ otherHigh) < 0;
        absolute();
        if (otherHigh < 0) {
            otherLow = -otherLow;
            otherHigh = ~otherHigh + (otherLow == 0 ? 1 : 0);
        }
        if ((high != 0 && otherHigh != 0) || high < 0 || otherHigh < 0) {
            return false;
        }
        long productHigh = Math.unsignedMultiplyHigh(low, otherLow);
        long crossFactor = high != 0 ? high : otherHigh;
        long crossOther = high != 0 ? otherLow : low;
        if (Math.unsignedMultiplyHigh(crossFactor, crossOther) != 0) {
            return false;
        }
        long cross = crossFactor * crossOther;
        long sum = productHigh + cross;
        if (cross < 0 || productHigh < 0 || sum < 0) {
            return false;
        }
        low = low * otherLow;
        high = sum;
        if (negative) {
            negate();
        }
        return true;
    }

    /** Multiplies by ten to the power; false when the product leaves 128 bits. */
    public boolean multiplyByPowerOfTen(int power) {
        if (power > DIGITS_MAX) {
            return isZero();
        }
        return multiply(POWER_HIGH[power], POWER_LOW[power]);
    }

    /** Divides by ten to the power, rounding half away from zero. */
    public void divideByPowerOfTenRounding(int power) {
        if (power > DIGITS_MAX) {
            set(0);
        } else {
            divideRounding(POWER_HIGH[power], POWER_LOW[power]);
        }
    }

    /** Divides by ten to the power, towards zero. */
    public void divideByPowerOfTen(int power) {
        if (power > DIGITS_MAX) {
            set(0);
        } else {
            divide(POWER_HIGH[power], POWER_LOW[power]);
        }
    }

    /** Divides by a number that is not zero, rounding half away from zero. */
    public void divideRounding(long divisorHigh, long divisorLow) {
        if (fitsLong() && divisorHigh == divisorLow >> 63 && low != Long.MIN_VALUE) {
            long quotient = low / divisorLow;
            long rest = Math.abs(low % divisorLow);
            // |divisor| - rest without overflow, since rest < |divisor|
            long half = divisorLow < 0 ? -(divisorLow + rest) : divisorLow - rest;
            if (rest != 0 && Long.compareUnsigned(rest, half) >= 0) {
                quotient += (low ^ divisorLow) < 0 ? -1 : 1;
            }
            set(quotient);
            return;
        }
        boolean negative = (high ^ divisorHigh) < 0;
        absolute();
        if (divisorHigh < 0) {
            divisorLow = -divisorLow;
            divisorHigh = ~divisorHigh + (divisorLow == 0 ? 1 : 0);
        }
        if (divisorHigh == 0) {
            long rest = divideUnsigned(divisorLow);
            if (Long.compareUnsigned(rest, divisorLow - rest) >= 0 && rest != 0) {
                add(0, 1);
            }
        } else {
            BigInteger dividend = Int128Column.unscaled(high, low);
            BigInteger divisor = Int128Column.unscaled(divisorHigh, divisorLow);
            BigInteger rounded =
                    new BigDecimal(dividend)
                            .divide(new BigDecimal(divisor), 0, RoundingMode.HALF_UP)
                            .toBigInteger();
            set(rounded.shiftRight(64).longValue(), rounded.longValue());
        }
        if (negative) {
            negate();
        }
    }

    /** Divides by a number that is not zero, towards zero. */
    public void divide(long divisorHigh, long divisorLow) {
        if (fitsLong() && divisorHigh == divisorLow >> 63 && low != Long.MIN_VALUE) {
            set(low / divisorLow);
            return;
        }
        BigInteger quotient =
                Int128Column.unscaled(high, low)
                        .divide(Int128Column.unscaled(divisorHigh, divisorLow));
        set(quotient.shiftRight(64).longValue(), quotient.longValue());
    }

    /** The remainder of a division by a number that is not zero, with this number's sign. */
    public void remainder(long divisorHigh, long divisorLow) {
        if (fitsLong() && divisorHigh == divisorLow >> 63) {
            set(divisorLow == -1 ? 0 : low % divisorLow);
            return;
        }
        BigInteger rest =
                Int128Column.unscaled(high, low)
                        .remainder(Int128Column.unscaled(divisorHigh, divisorLow));
        set(rest.shiftRight(64).longValue(), rest.longValue());
    }

    /** Divides this unsigned number by an unsigned one and gives the rest. */
    private long divideUnsigned(long divisor) {
        long quotientHigh = Long.divideUnsigned(high, divisor);
        long rest = Long.remainderUnsigned(high, divisor);
        high = quotientHigh;
        if (rest == 0) {
            long dividend = low;
            low = Long.divideUnsigned(dividend, divisor);
            return dividend - low * divisor;
        }
        return divideWide(rest, divisor);
    }

    /** Divides {@code top:low} by the divisor (top is less) in halves, as Knuth's algorithm D. */
    private long divideWide(long top, long divisor) {
        int shift = Long.numberOfLeadingZeros(divisor);
        long normal = divisor << shift;
        long divisorHigh = normal >>> 32;
        long divisorLow = normal & 0xFFFFFFFFL;
        long upper = shift == 0 ? top : (top << shift) | (low >>> (64 - shift));
        long lower = low << shift;
        long first = digit(upper, divisorHigh, divisorLow, lower >>> 32);
        long middle = (upper << 32) + (lower >>> 32) - first * normal;
        long second = digit(middle, divisorHigh, divisorLow, lower & 0xFFFFFFFFL);
        long rest = ((middle << 32) + (lower & 0xFFFFFFFFL) - second * normal) >>> shift;
        low = (first << 32) + second;
        return rest;
    }

    private static long digit(long upper, long divisorHigh, long divisorLow, long next) {
        long digit = Long.divideUnsigned(upper, divisorHigh);
        long rest = upper - digit * divisorHigh;
        while (digit >>> 32 != 0
                || Long.compareUnsigned(digit * divisorLow, (rest << 32) + next) > 0) {
            digit--;
            rest += divisorHigh;
            if (rest >>> 32 != 0) {
                break;
            }
        }
        return digit;
    }

    /** Moves a decimal from one scale to another; false when it leaves 128 bits. */
    public boolean rescale(int fromScale, int toScale) {
        if (toScale > fromScale) {
            return multiplyByPowerOfTen(toScale - fromScale);
        }
        if (toScale < fromScale) {
            divideByPowerOfTenRounding(fromScale - toScale);
        }
        return true;
    }

    /** True when the number has at most this many decimal digits. */
    public boolean fitsDigits(int digits) {
        if (digits >= 19 && fitsLong()) {
            return true;
        }
        long powerHigh = POWER_HIGH[digits];
        long powerLow = POWER_LOW[digits];
        if (high >= 0) {
            return compare(high, low, powerHigh, powerLow) < 0;
        }
        long minusLow = -low;
        long minusHigh = ~high + (minusLow == 0 ? 1 : 0);
        return minusHigh >= 0 && compare(minusHigh, minusLow, powerHigh, powerLow) < 0;
    }

    public static int compare(long high, long low, long otherHigh, long otherLow) {
        return high != otherHigh
                ? Long.compare(high, otherHigh)
                : Long.compareUnsigned(low, otherLow);
    }

    /** The nearest double of this number at a scale, correctly rounded. */
    public double toDouble(int scale) {
        if (fitsLong() && Math.abs(low) <= 1L << 53 && scale <= 22) {
            return low / POWERS_DOUBLE[scale];
        }
        return scale <= 18 && !isZero()
                ? quotientAsDouble(scale)
                : toBigDecimal(scale).doubleValue();
    }

    /** Shifts the dividend up until the quotient has over 64 bits, then rounds that once. */
    private double quotientAsDouble(int scale) {
        Int128 quotient = new Int128().set(high, low).absolute();
        int shift = Math.max(0, quotient.leadingZeros() - 1);
        quotient.shiftLeft(shift);
        boolean sticky = quotient.divideUnsigned(POWER_LOW[scale]) != 0;
        int lead = quotient.leadingZeros();
        quotient.shiftLeft(lead);
        sticky |= quotient.low != 0;
        // 64 leading bits to 53, half to even; the sticky bit settles ties.
        long kept = quotient.high >>> 11;
        long dropped = quotient.high & 0x7FF;
        if (dropped > 0x400 || (dropped == 0x400 && (sticky || (kept & 1) != 0))) {
            kept++;
        }
        double magnitude = Math.scalb((double) kept, 64 + 11 - lead - shift);
        return high < 0 ? -magnitude : magnitude;
    }

    private int leadingZeros() {
        return high != 0 ? Long.numberOfLeadingZeros(high) : 64 + Long.numberOfLeadingZeros(low);
    }

    private void shiftLeft(int bits) {
        if (bits >= 64) {
            high = low << (bits - 64);
            low = 0;
        } else if (bits > 0) {
            high = (high << bits) | (low >>> (64 - bits));
            low <<= bits;
        }
    }

    private static final double[] POWERS_DOUBLE = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
        1e17, 1e18, 1e19, 1e20, 1e21, 1e22
    };

    public BigDecimal toBigDecimal(int scale) {
        return new BigDecimal(Int128Column.unscaled(high, low), scale);
    }

    /** Takes a decimal over, rounded half away from zero; false when it leaves 128 bits. */
    public boolean set(BigDecimal value, int scale) {
        BigInteger unscaled = value.setScale(scale, RoundingMode.HALF_UP).unscaledValue();
        set(unscaled.shiftRight(64).longValue(), unscaled.longValue());
        return unscaled.bitLength() <= 127;
    }
}
