package dev.tidemill.engine.operator;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.ColumnBuilder;
import dev.tidemill.algebra.column.Int128Column;
import dev.tidemill.algebra.column.IntColumn;
import dev.tidemill.algebra.column.LongColumn;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.type.DecimalType;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.expression.RowErrors;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Variance of integers and decimals without rounding before the end: how many values, their sum in
 * 192 bits and the sum of their squares in 320, so that taking back leaves nothing behind.
 */
final class ExactVariance implements Accumulator {
    private static final int COUNT = 0;
    private static final int SUM = 8;
    private static final int SUM_WORDS = 3;
    private static final int SQUARES = SUM + 8 * SUM_WORDS;
    private static final int SQUARE_WORDS = 5;
    private static final int WIDTH = SQUARES + 8 * SQUARE_WORDS;

    private final int at;
    private final Spread spread;
    private final BigInteger unit;
    private final DecimalType type;
    private final String expression;

    ExactVariance(int at, Spread spread, Type argument, Type type, String expression) {
        this.at = at;
        this.spread = spread;
        this.unit =
                argument instanceof DecimalType decimal
                        ? BigInteger.TEN.pow(decimal.scale())
                        : BigInteger.ONE;
        this.type = (DecimalType) type;
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
        Column column = requireNonNull(argument);
        for (int k = 0; k < rows.count(); k++) {
            long weight = weights == null ? 1 : weights[k];
            if (weight != 0) {
                add(cells, rows.group()[k], column, rows.rows()[k], weight);
            }
        }
    }

    private void add(GroupCells cells, int group, Column column, int row, long weight) {
        switch (column) {
            case IntColumn ints -> addLong(cells, group, ints.values()[row], weight);
            case LongColumn longs -> addLong(cells, group, longs.values()[row], weight);
            case Int128Column wide ->
                    addWide(cells, group, wide(wide.high()[row], wide.low()[row]), weight);
            default -> throw new IllegalStateException("no variance of " + column.type());
        }
    }

    private void addLong(GroupCells cells, int group, long value, long weight) {
        if (weight != 1 && weight != -1) {
            addWide(cells, group, BigInteger.valueOf(value), weight);
            return;
        }
        long signed = value * weight;
        boolean overflows = value == Long.MIN_VALUE;
        if (overflows) {
            addWide(cells, group, BigInteger.valueOf(value), weight);
            return;
        }
        Words.add(cells, group, at + SUM, SUM_WORDS, signed, signed >> 63);
        long low = value * value;
        long high = Math.multiplyHigh(value, value);
        if (weight < 0) {
            high = low == 0 ? -high : ~high;
            low = -low;
        }
        Words.add(cells, group, at + SQUARES, SQUARE_WORDS, low, high);
    }

    private void addWide(GroupCells cells, int group, BigInteger value, long weight) {
        BigInteger times = BigInteger.valueOf(weight);
        Words.add(cells, group, at + SUM, SUM_WORDS, value.multiply(times));
        Words.add(cells, group, at + SQUARES, SQUARE_WORDS, value.multiply(value).multiply(times));
    }

    private static BigInteger wide(long high, long low) {
        return new BigInteger(ByteBuffer.allocate(16).putLong(high).putLong(low).array());
    }

    @Override
    public Column read(GroupCells cells, RowErrors failures) {
        ColumnBuilder out = ColumnBuilder.of(type, cells.count());
        for (int g = 0; g < cells.count(); g++) {
            long count = cells.getLong(g, at + COUNT);
            BigDecimal value =
                    spread.isNull(count)
                            ? null
                            : spread.of(
                                    count,
                                    Words.read(cells, g, at + SUM, SUM_WORDS),
                                    Words.read(cells, g, at + SQUARES, SQUARE_WORDS),
                                    unit);
            append(value, g, out, failures);
        }
        return out.build();
    }

    private void append(
            @Nullable BigDecimal value, int group, ColumnBuilder out, RowErrors failures) {
        BigDecimal scaled =
                value == null ? null : value.setScale(type.scale(), RoundingMode.HALF_UP);
        if (scaled == null) {
            out.appendNull();
        } else if (scaled.precision() > type.precision()) {
            failures.add(
                    group,
                    ErrorCode.NUMERIC_OVERFLOW,
                    type.sqlName() + " out of range",
                    expression);
            out.appendNull();
        } else {
            out.appendDecimal(scaled);
        }
    }
}
