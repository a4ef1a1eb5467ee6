package dev.tidemill.engine.operator;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.ColumnBuilder;
import dev.tidemill.algebra.column.DoubleColumn;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.plan.AggregateCall;
import dev.tidemill.algebra.plan.AggregateFunction;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.expression.RowErrors;
import dev.tidemill.engine.state.OrderedIndex;
import java.math.BigInteger;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Covariances, correlation and regressions of pairs (y, x) of DOUBLE, exactly until they are
 * rounded, as in {@link DoubleVariance}: the sums of x, y, x², y² and xy. Those of numbers from
 * 2^-44 to 2^75 are in the group, the others in {@link FarBins}. NaN and infinities are counted. A
 * pair with a NULL is passed over.
 */
final class PairAccumulator implements Accumulator {
    private static final int COUNT = 0;
    private static final int ODD_X = 8;
    private static final int ODD_Y = ODD_X + 24;
    private static final int MOMENTS = ODD_Y + 24;
    private static final int WORDS = 6;
    private static final int FRACTION_BITS = 192;

    /** What one sum takes: how many far bins it has, and its words. */
    private static final int MOMENT_BYTES = 8 + 8 * WORDS;

    private static final int X = 0;
    private static final int Y = 1;
    private static final int XX = 2;
    private static final int YY = 3;
    private static final int XY = 4;
    private static final int MOMENT_COUNT = 5;
    private static final int WIDTH = MOMENTS + MOMENT_COUNT * MOMENT_BYTES;

    /** From here to below {@link #HUGE_EXPONENT} the bits of a product all are in the words. */
    private static final int LEAST_EXPONENT = -44;

    private static final int HUGE_EXPONENT = 75;
    private static final int FAR_BITS = -BinaryNumber.LEAST_EXPONENT;

    private final int at;
    private final AggregateFunction function;
    private final int second;
    private final String expression;
    private final FarBins[] far = new FarBins[MOMENT_COUNT];
    private final long[] words = new long[WORDS];

    /**
     * @param number the aggregate's number in the ordered index that a partition's aggregates share
     */
    PairAccumulator(
            int at, AggregateCall call, String expression, OrderedIndex ordered, int number) {
        this.at = at;
        this.function = call.function();
        this.second = call.second();
        this.expression = expression;
        for (int m = 0; m < MOMENT_COUNT; m++) {
            int unit = m <= Y ? -FAR_BITS : -2 * FAR_BITS;
            long name = FarBins.momentName(number, m);
            far[m] = new FarBins(ordered, name, at + momentAt(m), unit);
        }
    }

    private static int momentAt(int moment) {
        return MOMENTS + moment * MOMENT_BYTES;
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
        double[] ys = ((DoubleColumn) requireNonNull(argument)).values();
        DoubleColumn column = (DoubleColumn) rows.batch().column(second);
        double[] xs = column.values();
        for (int k = 0; k < rows.count(); k++) {
            long weight = weights == null ? 1 : weights[k];
            int row = rows.rows()[k];
            if (weight != 0 && !column.isNull(row)) {
                add(cells, rows.group()[k], xs[row], ys[row], weight);
            }
        }
    }

    private void add(GroupCells cells, int group, double x, double y, long weight) {
        cells.addLong(group, at + COUNT, weight);
        boolean oddX = !Double.isFinite(x);
        boolean oddY = !Double.isFinite(y);
        if (oddX) {
            addOdd(cells, group, at + ODD_X, x, weight);
        } else {
            addValue(cells, group, X, x, weight);
            addProduct(cells, group, XX, x, x, weight);
        }
        if (oddY) {
            addOdd(cells, group, at + ODD_Y, y, weight);
        } else {
            addValue(cells, group, Y, y, weight);
            addProduct(cells, group, YY, y, y, weight);
        }
        if (!oddX && !oddY) {
            addProduct(cells, group, XY, x, y, weight);
        }
    }

    private static void addOdd(GroupCells cells, int group, int to, double value, long weight) {
        int kind = Double.isNaN(value) ? 0 : value > 0 ? 8 : 16;
        cells.addLong(group, to + kind, weight);
    }

    private static boolean isNear(double value) {
        int exponent = Math.getExponent(value);
        return value == 0 || (exponent >= LEAST_EXPONENT && exponent < HUGE_EXPONENT);
    }

    private void addValue(GroupCells cells, int group, int moment, double value, long weight) {
        if (isNear(value)) {
            Arrays.fill(words, 0);
            DoubleSum.addFixed(words, 0, value, Math.getExponent(value), weight);
            DoubleSum.merge(cells, group, at + momentAt(moment) + 8, words, 0);
        } else {
            far[moment].add(cells, group, BinaryNumber.of(value), weight);
        }
    }

    private void addProduct(
            GroupCells cells, int group, int moment, double a, double b, long weight) {
        if (a == 0 || b == 0) {
            return;
        }
        if (isNear(a) && isNear(b)) {
            double product = a * b;
            double rest = Math.fma(a, b, -product);
            Arrays.fill(words, 0);
            DoubleSum.addFixed(words, 0, product, Math.getExponent(product), weight);
            DoubleSum.addFixed(words, 0, rest, Math.getExponent(rest), weight);
            DoubleSum.merge(cells, group, at + momentAt(moment) + 8, words, 0);
        } else {
            far[moment].add(cells, group, BinaryNumber.of(a).times(BinaryNumber.of(b)), weight);
        }
    }

    @Override
    public void forget(long groupRow) {
        for (FarBins bins : far) {
            bins.forget(groupRow);
        }
    }

    @Override
    public Column read(GroupCells cells, RowErrors failures) {
        return function == AggregateFunction.REGR_COUNT
                ? new CountAccumulator(at + COUNT).read(cells, failures)
                : readNumbers(cells, failures);
    }

    private Column readNumbers(GroupCells cells, RowErrors failures) {
        ColumnBuilder out = ColumnBuilder.of(Type.DOUBLE, cells.count());
        for (int g = 0; g < cells.count(); g++) {
            Regression.Odd oddX = odd(cells, g, at + ODD_X);
            Regression.Odd oddY = odd(cells, g, at + ODD_Y);
            Double value = regression(cells, g).of(function, oddX, oddY);
            if (value == null) {
                out.appendNull();
                continue;
            }
            if (value.isInfinite() && !oddX.isAny() && !oddY.isAny()) {
                failures.add(
                        g, ErrorCode.NUMERIC_OVERFLOW, "value out of range: overflow", expression);
            }
            out.appendDouble(value);
        }
        return out.build();
    }

    private static Regression.Odd odd(GroupCells cells, int group, int from) {
        return new Regression.Odd(
                cells.getLong(group, from),
                cells.getLong(group, from + 8),
                cells.getLong(group, from + 16));
    }

    private Regression regression(GroupCells cells, int group) {
        boolean wide = false;
        for (FarBins bins : far) {
            wide |= !bins.isZero(cells, group);
        }
        return new Regression(
                cells.getLong(group, at + COUNT),
                moment(cells, group, X, wide),
                moment(cells, group, Y, wide),
                moment(cells, group, XX, wide),
                moment(cells, group, YY, wide),
                moment(cells, group, XY, wide),
                wide ? FAR_BITS : FRACTION_BITS);
    }

    private BigInteger moment(GroupCells cells, int group, int moment, boolean wide) {
        int degree = moment <= Y ? 1 : 2;
        BigInteger near = Words.read(cells, group, at + momentAt(moment) + 8, WORDS);
        int unit = degree * (wide ? FAR_BITS : FRACTION_BITS);
        BigInteger sum = near.shiftLeft(unit - FRACTION_BITS);
        return wide ? sum.add(far[moment].read(cells, group)) : sum;
    }
}
