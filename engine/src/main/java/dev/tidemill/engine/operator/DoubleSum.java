package dev.tidemill.engine.operator;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.DoubleColumn;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.expression.RowErrors;
import dev.tidemill.engine.state.OrderedIndex;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * SUM and AVG of DOUBLE, exactly: what is taken back leaves nothing behind and the order of rows
 * does not matter. The result is rounded once, to the nearest double, when it is read.
 *
 * <p>A group holds the sum of the values from 2^-140 (7.2e-43) to 2^150 (1.4e45) as a fixed-point
 * number of 384 bits from 2^-192. Other finite values go to a {@link FarSum}. NaN and infinities
 * are counted.
 */
final class DoubleSum implements Accumulator {
    private static final int WORDS = 6;
    private static final int COUNT = 8 * WORDS;
    private static final int NAN_COUNT = COUNT + 8;
    private static final int POSITIVE_COUNT = COUNT + 16;
    private static final int NEGATIVE_COUNT = COUNT + 24;
    private static final int FAR = COUNT + 32;

    /** The weight of the lowest bit is two to the minus this. */
    private static final int FRACTION_BITS = 192;

    private static final int MANTISSA_BITS = 52;

    /** From here to below {@link #HUGE_EXPONENT} a value's bits all are in the window. */
    private static final int LEAST_EXPONENT = MANTISSA_BITS - FRACTION_BITS;

    private static final int HUGE_EXPONENT = 150;

    private final int at;
    private final boolean average;
    private final String expression;
    private final FarSum far;

    private DoubleSum(int at, boolean average, String expression, FarSum far) {
        this.at = at;
        this.average = average;
        this.expression = expression;
        this.far = far;
    }

    /** For groups that are kept, whose far values stand in an ordered index. */
    static DoubleSum kept(
            int at, boolean average, String expression, OrderedIndex ordered, int call) {
        FarSum far =
                new FarBins(ordered, FarBins.sumName(call), at + FAR, BinaryNumber.LEAST_EXPONENT);
        return new DoubleSum(at, average, expression, far);
    }

    /** For states that are only bytes. */
    static DoubleSum ofBytes(int at, boolean average, String expression) {
        return new DoubleSum(at, average, expression, new FarWords(at + FAR));
    }

    @Override
    public int width() {
        return FAR + far.width();
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
            if (exponent < HUGE_EXPONENT && (exponent >= LEAST_EXPONENT || value == 0)) {
                addFixed(words, WORDS * rows.group()[k], value, exponent, weight);
            } else {
                addApart(cells, rows.group()[k], value, weight);
            }
        }
        for (int g = 0; g < cells.count(); g++) {
            merge(cells, g, at, words, WORDS * g);
        }
    }

    /**
     * Adds a value, so many times, to words from a base on.
     *
     * @param value a multiple of 2^-192, below 2^150
     */
    static void addFixed(long[] words, int base, double value, int exponent, long weight) {
        long bits = Double.doubleToRawLongBits(value);
        if (value == 0) {
            return;
        }
        long mantissa = (bits & ((1L << MANTISSA_BITS) - 1)) | (1L << MANTISSA_BITS);
        int shift = exponent - MANTISSA_BITS + FRACTION_BITS;
        if (shift < 0) {
            // The bits that are shifted out are 0.
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
            far.add(cells, group, BinaryNumber.of(value), weight);
        }
    }

    @Override
    public void forget(long groupRow) {
        far.forget(groupRow);
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
            double value = value(cells, g, rows);
            if (Double.isInfinite(value) && !hasInfinity(cells, g)) {
                failures.add(
                        g, ErrorCode.NUMERIC_OVERFLOW, "value out of range: overflow", expression);
            }
            values[g] = value;
        }
        return new DoubleColumn(Type.DOUBLE, count, values, anyNull ? nulls : null);
    }

    private boolean hasInfinity(GroupCells cells, int group) {
        return cells.getLong(group, at + POSITIVE_COUNT) > 0
                || cells.getLong(group, at + NEGATIVE_COUNT) > 0;
    }

    private double value(GroupCells cells, int group, long rows) {
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
        if (!far.isZero(cells, group)) {
            return withFar(cells, group, rows);
        }
        double sum = near(cells, group);
        return average ? average(cells, group, sum, rows) : sum;
    }

    private double withFar(GroupCells cells, int group, long rows) {
        int unit = BinaryNumber.LEAST_EXPONENT;
        BigInteger sum = nearWhole(cells, group).in(unit).add(far.read(cells, group));
        BinaryNumber number = new BinaryNumber(sum, unit);
        return average ? number.nearestOver(rows) : number.nearest();
    }

    private BinaryNumber nearWhole(GroupCells cells, int group) {
        return new BinaryNumber(Words.read(cells, group, at, WORDS), -FRACTION_BITS);
    }

    /** A sum that a double holds exactly needs to be divided only; others would round twice. */
    private double average(GroupCells cells, int group, double sum, long rows) {
        return isExact(cells, group) ? sum / rows : nearWhole(cells, group).nearestOver(rows);
    }

    /** Whether the window's highest and lowest bit are so near that a double holds the sum. */
    private boolean isExact(GroupCells cells, int group) {
        int lowest = 0;
        while (lowest < WORDS && cells.getLong(group, at + 8 * lowest) == 0) {
            lowest++;
        }
        if (lowest == WORDS) {
            return true;
        }
        long sign = cells.getLong(group, at + 8 * (WORDS - 1)) >> 63;
        int highest = WORDS - 1;
        while (highest > lowest && cells.getLong(group, at + 8 * highest) == sign) {
            highest--;
        }
        long top = cells.getLong(group, at + 8 * highest) ^ sign;
        int first = 64 * highest + 63 - Long.numberOfLeadingZeros(top);
        int last = 64 * lowest + Long.numberOfTrailingZeros(cells.getLong(group, at + 8 * lowest));
        return first - last < MANTISSA_BITS;
    }

    /** The nearest double of the fixed-point number. */
    private double near(GroupCells cells, int group) {
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
