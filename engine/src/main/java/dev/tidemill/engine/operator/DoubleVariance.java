package dev.tidemill.engine.operator;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.ColumnBuilder;
import dev.tidemill.algebra.column.DoubleColumn;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.expression.RowErrors;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Variance of DOUBLE without drift: the sum of the values and of their squares as fixed-point
 * numbers from 2^-192, each square exactly as the sum of two doubles. Values of 2^75 (3.8e22) and
 * more are summed apart in plain double precision, which starts anew when the last of them has
 * left; a NaN or an infinity makes the result NaN, as in PostgreSQL.
 */
final class DoubleVariance implements Accumulator {
    private static final int COUNT = 0;
    private static final int NOT_FINITE = 8;
    private static final int HUGE_COUNT = 16;
    private static final int HUGE_SUM = 24;
    private static final int HUGE_SQUARES = 32;
    private static final int SUM = 40;
    private static final int WORDS = 6;
    private static final int SQUARES = SUM + 8 * WORDS;
    private static final int WIDTH = SQUARES + 8 * WORDS;
    private static final int HUGE_EXPONENT = 75;
    private static final int FRACTION_BITS = 192;
    private static final BigInteger UNIT = BigInteger.ONE.shiftLeft(FRACTION_BITS);

    private final int at;
    private final Spread spread;
    private final String expression;

    DoubleVariance(int at, Spread spread, String expression) {
        this.at = at;
        this.spread = spread;
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
        for (int k = 0; k < rows.count(); k++) {
            long weight = weights == null ? 1 : weights[k];
            if (weight != 0) {
                add(cells, rows.group()[k], values[rows.rows()[k]], weight);
            }
        }
    }

    private void add(GroupCells cells, int group, double value, long weight) {
        if (!Double.isFinite(value)) {
            cells.addLong(group, at + NOT_FINITE, weight);
        } else if (Math.getExponent(value) >= HUGE_EXPONENT) {
            cells.addLong(group, at + HUGE_COUNT, weight);
            addHuge(cells, group, HUGE_SUM, value * weight);
            addHuge(cells, group, HUGE_SQUARES, value * value * weight);
        } else {
            double square = value * value;
            double rest = Math.fma(value, value, -square);
            long[] words = new long[WORDS];
            DoubleSum.addFixed(words, 0, value, Math.getExponent(value), weight);
            DoubleSum.merge(cells, group, at + SUM, words, 0);
            long[] squares = new long[WORDS];
            DoubleSum.addFixed(squares, 0, square, Math.getExponent(square), weight);
            DoubleSum.addFixed(squares, 0, rest, Math.getExponent(rest), weight);
            DoubleSum.merge(cells, group, at + SQUARES, squares, 0);
        }
    }

    private void addHuge(GroupCells cells, int group, int place, double change) {
        double sum = Double.longBitsToDouble(cells.getLong(group, at + place));
        boolean none = cells.getLong(group, at + HUGE_COUNT) == 0;
        cells.putLong(group, at + place, Double.doubleToRawLongBits(none ? 0 : sum + change));
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
        BigInteger squares = Words.read(cells, group, at + SQUARES, WORDS).multiply(UNIT);
        if (cells.getLong(group, at + HUGE_COUNT) != 0) {
            sum = sum.add(huge(cells, group, HUGE_SUM, UNIT));
            squares = squares.add(huge(cells, group, HUGE_SQUARES, UNIT.multiply(UNIT)));
        }
        return Objects.requireNonNull(spread.of(count, sum, squares, UNIT)).doubleValue();
    }

    private BigInteger huge(GroupCells cells, int group, int place, BigInteger unit) {
        double value = Double.longBitsToDouble(cells.getLong(group, at + place));
        double finite = Double.isFinite(value) ? value : Double.MAX_VALUE;
        return new BigDecimal(finite).multiply(new BigDecimal(unit)).toBigInteger();
    }
}
