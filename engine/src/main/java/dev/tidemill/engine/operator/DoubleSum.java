package dev.tidemill.engine.operator;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.DoubleColumn;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.expression.RowErrors;
import org.jspecify.annotations.Nullable;

/**
 * SUM and AVG of DOUBLE, without drift: a group holds the sum as a fixed-point number of 384 bits
 * from 2^-192, so that what is taken back leaves nothing behind and the order of rows does not
 * matter. The sum is rounded once, when it is read.
 *
 * <p>Each value is cut to a multiple of 2^-192 (an error below 1.6e-58). Values of 2^150 (1.4e45)
 * and more are summed apart in plain double precision, which starts anew when the last of them has
 * left. NaN and infinities are counted.
 */
final class DoubleSum implements Accumulator {
    private static final int WORDS = 6;
    private static final int COUNT = 8 * WORDS;
    private static final int HUGE_COUNT = COUNT + 8;
    private static final int HUGE_SUM = COUNT + 16;
    private static final int NAN_COUNT = COUNT + 24;
    private static final int POSITIVE_COUNT = COUNT + 32;
    private static final int NEGATIVE_COUNT = COUNT + 40;
    private static final int WIDTH = COUNT + 48;

    /** The weight of the lowest bit is two to the minus this. */
    private static final int FRACTION_BITS = 192;

    private static final int HUGE_EXPONENT = 150;
    private static final int MANTISSA_BITS = 52;

    private final int at;
    private final boolean average;
    private final String expression;

    DoubleSum(int at, boolean average, String expression) {
        this.at = at;
        this.average = average;
        this.expression = expression;
    }

    @Override
    public int width() {
        return WIDTH;
    }

    @Override
    public void add(
            GroupedRows rows,
            @Nullable Column argument,
            long @Nullable [] weights,
            GroupCells cells) {
        CountAccumulator.addCounts(rows, weights, cells, at + COUNT);
        double[] values = ((DoubleColumn) requireNonNull(argument)).values();
        long[] words = new long[WORDS * cells.count()];
        for (int k = 0; k < rows.count(); k++) {
            long weight = weights == null ? 1 : weights[k];
            if (weight == 0) {
                continue;
            }
            double value = values[rows.rows()[k]];
            int exponent = Math.getExponent(value);
            if (exponent < HUGE_EXPONENT) {
                addFixed(words, WORDS * rows.group()[k], value, exponent, weight);
            } else {
                addApart(cells, rows.group()[k], value, weight);
            }
        }
        for (int g = 0; g < cells.count(); g++) {
            merge(cells, g, at, words, WORDS * g);
        }
    }

    /** Adds a finite value, so many times, to words from a base on. */
    static void addFixed(long[] words, int base, double value, int exponent, long weight) {
        long bits = Double.doubleToRawLongBits(value);
        long mantissa = bits & ((1L << MANTISSA_BITS) - 1);
        int shift;
        if (exponent < Double.MIN_EXPONENT) {
            shift = Double.MIN_EXPONENT - MANTISSA_BITS + FRACTION_BITS;
        } else {
            mantissa |= 1L << MANTISSA_BITS;
            shift = exponent - MANTISSA_BITS + FRACTION_BITS;
        }
        if (shift < 0) {
            // Cut before the sign and the weight come in, so that taking back is exact.
            mantissa = shift <= -64 ? 0 : mantissa >>> -shift;
            shift = 0;
        }
        long signed = bits < 0 ? -mantissa : mantissa;
        long low = signed * weight;
        long high = Math.multiplyHigh(signed, weight);
        addShifted(words, base + (shift >>> 6), base + WORDS, low, high, shift & 63);
    }

    /** Adds {@code high:low << bits} to the words from one position on. */
    private static void addShifted(
            long[] words, int first, int end, long low, long high, int bits) {
        long part = low << bits;
        long sum = words[first] + part;
        long carry = Long.compareUnsigned(sum, part) < 0 ? 1 : 0;
        words[first] = sum;
        int word = first + 1;
        if (word == end) {
            return;
        }
        part = bits == 0 ? high : (high << bits) | (low >>> (64 - bits));
        carry = addWord(words, word, part, carry);
        long rest = bits == 0 ? high >> 63 : high >> (64 - bits);
        // The rest is 0 or -1 unless the weight is large; -1 with a carry changes nothing more.
        for (word++;
                word < end && (rest != 0 || carry != 0) && !(rest == -1 && carry == 1);
                word++) {
            carry = addWord(words, word, rest, carry);
            rest >>= 63;
        }
    }

    private static long addWord(long[] words, int word, long part, long carry) {
        long old = words[word];
        long sum = old + part;
        long out = Long.compareUnsigned(sum, old) < 0 ? 1 : 0;
        long withCarry = sum + carry;
        out += carry == 1 && withCarry == 0 ? 1 : 0;
        words[word] = withCarry;
        return out;
    }

    /** Adds words to a group's. */
    static void merge(GroupCells cells, int group, int at, long[] words, int base) {
        long carry = 0;
        for (int i = 0; i < WORDS; i++) {
            long old = cells.getLong(group, at + 8 * i);
            long sum = old + words[base + i];
            long out = Long.compareUnsigned(sum, old) < 0 ? 1 : 0;
            long withCarry = sum + carry;
            out += carry == 1 && withCarry == 0 ? 1 : 0;
            cells.putLong(group, at + 8 * i, withCarry);
            carry = out;
        }
    }

    private void addApart(GroupCells cells, int group, double value, long weight) {
        if (Double.isNaN(value)) {
            cells.addLong(group, at + NAN_COUNT, weight);
        } else if (value == Double.POSITIVE_INFINITY) {
            cells.addLong(group, at + POSITIVE_COUNT, weight);
        } else if (value == Double.NEGATIVE_INFINITY) {
            cells.addLong(group, at + NEGATIVE_COUNT, weight);
        } else {
            cells.addLong(group, at + HUGE_COUNT, weight);
            double sum = Double.longBitsToDouble(cells.getLong(group, at + HUGE_SUM));
            boolean none = cells.getLong(group, at + HUGE_COUNT) == 0;
            sum = none ? 0 : sum + value * weight;
            cells.putLong(group, at + HUGE_SUM, Double.doubleToRawLongBits(sum));
        }
    }

    @Override
    public Column read(GroupCells cells, RowErrors failures) {
        int count = cells.count();
        double[] values = new double[count];
        boolean[] nulls = new boolean[count];
        boolean anyNull = false;
        for (int g = 0; g < count; g++) {
            long rows = cells.getLong(g, at + COUNT);
            if (rows == 0) {
                nulls[g] = true;
                anyNull = true;
                continue;
            }
            double sum = sum(cells, g);
            if (Double.isInfinite(sum) && !hasInfinity(cells, g)) {
                failures.add(
                        g, ErrorCode.NUMERIC_OVERFLOW, "value out of range: overflow", expression);
            }
            values[g] = average ? sum / rows : sum;
        }
        return new DoubleColumn(Type.DOUBLE, count, values, anyNull ? nulls : null);
    }

    private boolean hasInfinity(GroupCells cells, int group) {
        return cells.getLong(group, at + POSITIVE_COUNT) > 0
                || cells.getLong(group, at + NEGATIVE_COUNT) > 0;
    }

    private double sum(GroupCells cells, int group) {
        boolean positive = cells.getLong(group, at + POSITIVE_COUNT) > 0;
        boolean negative = cells.getLong(group, at + NEGATIVE_COUNT) > 0;
        if (cells.getLong(group, at + NAN_COUNT) > 0 || (positive && negative)) {
            return Double.NaN;
        }
        if (positive) {
            return Double.POSITIVE_INFINITY;
        }
        if (negative) {
            return Double.NEGATIVE_INFINITY;
        }
        double fixed = fixed(cells, group);
        return cells.getLong(group, at + HUGE_COUNT) == 0
                ? fixed
                : fixed + Double.longBitsToDouble(cells.getLong(group, at + HUGE_SUM));
    }

    /** The nearest double of the fixed-point number. */
    private double fixed(GroupCells cells, int group) {
        long[] words = new long[WORDS];
        for (int i = 0; i < WORDS; i++) {
            words[i] = cells.getLong(group, at + 8 * i);
        }
        boolean negative = words[WORDS - 1] < 0;
        if (negative) {
            negate(words);
        }
        int top = WORDS - 1;
        while (top > 0 && words[top] == 0) {
            top--;
        }
        if (words[top] == 0) {
            return 0;
        }
        int shift = Long.numberOfLeadingZeros(words[top]);
        long below = top > 0 ? words[top - 1] : 0;
        long leading = shift == 0 ? words[top] : (words[top] << shift) | (below >>> (64 - shift));
        boolean sticky = shift == 0 ? below != 0 : below << shift != 0;
        for (int i = top - 2; i >= 0; i--) {
            sticky |= words[i] != 0;
        }
        // 64 leading bits to 53, half to even; the sticky bit settles ties.
        long kept = leading >>> 11;
        long dropped = leading & 0x7FF;
        if (dropped > 0x400 || (dropped == 0x400 && (sticky || (kept & 1) != 0))) {
            kept++;
        }
        double magnitude = Math.scalb((double) kept, 64 * top - shift + 11 - FRACTION_BITS);
        return negative ? -magnitude : magnitude;
    }

    private static void negate(long[] words) {
        long carry = 1;
        for (int i = 0; i < words.length; i++) {
            words[i] = ~words[i] + carry;
            carry = carry == 1 && words[i] == 0 ? 1 : 0;
        }
    }
}
