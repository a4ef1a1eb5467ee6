package dev.tidemill.engine.operator;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.ColumnBuilder;
import dev.tidemill.algebra.column.DoubleColumn;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.expression.RowErrors;
import dev.tidemill.engine.state.OrderedIndex;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Variance of DOUBLE, exactly until it is rounded: the sums of the values and of their squares. A
 * group holds those of values from 2^-44 (5.7e-14) to 2^75 (3.8e22) as fixed-point numbers from
 * 2^-192, each square as the sum of two doubles; other finite values go to {@link FarBins}. A NaN
 * or an infinity makes the result NaN, as in PostgreSQL.
 */
final class DoubleVariance implements Accumulator {
    private static final int COUNT = 0;
    private static final int NOT_FINITE = 8;
    private static final int FAR_SUM = 16;
    private static final int FAR_SQUARES = 24;
    private static final int SUM = 32;
    private static final int WORDS = 6;
    private static final int SQUARES = SUM + 8 * WORDS;
    private static final int WIDTH = SQUARES + 8 * WORDS;
    private static final int FRACTION_BITS = 192;
    private static final BigInteger UNIT = BigInteger.ONE.shiftLeft(FRACTION_BITS);

    /** From here to below {@link #HUGE_EXPONENT} the bits of a square all are in the window. */
    private static final int LEAST_EXPONENT = -44;

    private static final int HUGE_EXPONENT = 75;
    private static final int FAR_BITS = -BinaryNumber.LEAST_EXPONENT;
    private static final BigInteger FAR_UNIT = BigInteger.ONE.shiftLeft(FAR_BITS);

    private final int at;
    private final Spread spread;
    private final String expression;
    private final FarBins farSum;
    private final FarBins farSquares;

    /**
     * @param call the aggregate's number in the ordered index that a partition's aggregates share
     */
    DoubleVariance(int at, Spread spread, String expression, OrderedIndex ordered, int call) {
        this.at = at;
        this.spread = spread;
        this.expression = expression;
        this.farSum = new FarBins(ordered, FarBins.sumName(call), at + FAR_SUM, -FAR_BITS);
        this.farSquares =
                new FarBins(ordered, FarBins.squaresName(call), at + FAR_SQUARES, -2 * FAR_BITS);
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
        long[] words = new long[WORDS];
        for (int k = 0; k < rows.count(); k++) {
            long weight = weights == null ? 1 : weights[k];
            if (weight != 0) {
                add(cells, rows.group()[k], values[rows.rows()[k]], weight, words);
            }
        }
    }

    private void add(GroupCells cells, int group, double value, long weight, long[] words) {
        int exponent = Math.getExponent(value);
        if (!Double.isFinite(value)) {
            cells.addLong(group, at + NOT_FINITE, weight);
        } else if (value != 0 && (exponent < LEAST_EXPONENT || exponent >= HUGE_EXPONENT)) {
            BinaryNumber number = BinaryNumber.of(value);
            farSum.add(cells, group, number, weight);
            farSquares.add(cells, group, number.squared(), weight);
        } else {
            double square = value * value;
            double rest = Math.fma(value, value, -square);
            Arrays.fill(words, 0);
            DoubleSum.addFixed(words, 0, value, exponent, weight);
            DoubleSum.merge(cells, group, at + SUM, words, 0);
            Arrays.fill(words, 0);
            DoubleSum.addFixed(words, 0, square, Math.getExponent(square), weight);
            DoubleSum.addFixed(words, 0, rest, Math.getExponent(rest), weight);
            DoubleSum.merge(cells, group, at + SQUARES, words, 0);
        }
    }

    @Override
    public void forget(long groupRow) {
        farSum.forget(groupRow);
        farSquares.forget(groupRow);
    }

    @Override
    public Column read(GroupCells cells, RowErrors failures) {
        ColumnBuilder out = ColumnBuilder.of(Type.DOUBLE, cells.count());
        for (int g = 0; g < cells.count(); g++) {
            long count = cells.getLong(g, at + COUNT);
            if (spread.isNull(count)) {
                out.appendNull();
            } else if (cells.getLong(g, at + NOT_FINITE) != 0) {
                out.appendDouble(Double.NaN);
            } else {
                double value = finite(cells, g, count);
                if (Double.isInfinite(value)) {
                    failures.add(
                            g,
                            ErrorCode.NUMERIC_OVERFLOW,
                            "value out of range: overflow",
                            expression);
                }
                out.appendDouble(value);
            }
        }
        return out.build();
    }

    private double finite(GroupCells cells, int group, long count) {
        BigInteger sum = Words.read(cells, group, at + SUM, WORDS);
        BigInteger squares = Words.read(cells, group, at + SQUARES, WORDS);
        boolean far = !farSum.isZero(cells, group) || !farSquares.isZero(cells, group);
        BigDecimal value =
                far
                        ? spread.of(
                                count,
                                near(sum, -FAR_BITS).add(farSum.read(cells, group)),
                                near(squares, -2 * FAR_BITS).add(farSquares.read(cells, group)),
                                FAR_UNIT)
                        : spread.of(count, sum, squares.shiftLeft(FRACTION_BITS), UNIT);
        return Objects.requireNonNull(value).doubleValue();
    }

    private static BigInteger near(BigInteger whole, int unit) {
        return new BinaryNumber(whole, -FRACTION_BITS).in(unit);
    }
}
