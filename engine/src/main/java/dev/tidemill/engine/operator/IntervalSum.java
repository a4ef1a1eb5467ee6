package dev.tidemill.engine.operator;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.ColumnBuilder;
import dev.tidemill.algebra.column.Interval;
import dev.tidemill.algebra.column.IntervalColumn;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.expression.IntervalParts;
import dev.tidemill.engine.expression.RowErrors;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * SUM and AVG of INTERVAL: months, days and microseconds are added up each for itself, without a
 * bound that rows could reach. A sum that is no interval is an error of its group; an average is
 * the sum divided as PostgreSQL divides an interval, what is left of a month going on as days.
 */
final class IntervalSum implements Accumulator {
    private static final int COUNT = 0;
    private static final int MONTHS = 8;
    private static final int DAYS = 16;
    private static final int MICROS = 24;
    private static final int MICROS_WORDS = 2;
    private static final int WIDTH = MICROS + 8 * MICROS_WORDS;

    private final int at;
    private final boolean average;
    private final String expression;

    IntervalSum(int at, boolean average, String expression) {
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
        IntervalColumn column = (IntervalColumn) requireNonNull(argument);
        for (int k = 0; k < rows.count(); k++) {
            long weight = weights == null ? 1 : weights[k];
            if (weight != 0) {
                add(cells, rows.group()[k], column, rows.rows()[k], weight);
            }
        }
    }

    private void add(GroupCells cells, int group, IntervalColumn column, int row, long weight) {
        cells.addLong(group, at + MONTHS, column.months()[row] * weight);
        cells.addLong(group, at + DAYS, column.days()[row] * weight);
        long micros = column.micros()[row];
        Words.add(
                cells,
                group,
                at + MICROS,
                MICROS_WORDS,
                micros * weight,
                Math.multiplyHigh(micros, weight));
    }

    @Override
    public Column read(GroupCells cells, RowErrors failures) {
        ColumnBuilder out = ColumnBuilder.of(Type.INTERVAL, cells.count());
        for (int g = 0; g < cells.count(); g++) {
            long count = cells.getLong(g, at + COUNT);
            if (count == 0) {
                out.appendNull();
                continue;
            }
            Interval value = value(cells, g, count);
            if (value == null) {
                failures.add(g, ErrorCode.DATETIME_OVERFLOW, "interval out of range", expression);
                out.appendNull();
            } else {
                out.appendInterval(value.months(), value.days(), value.micros());
            }
        }
        return out.build();
    }

    /** Null for what is out of range. */
    private @Nullable Interval value(GroupCells cells, int group, long count) {
        long months = cells.getLong(group, at + MONTHS);
        long days = cells.getLong(group, at + DAYS);
        BigInteger micros = Words.read(cells, group, at + MICROS, MICROS_WORDS);
        if (months != (int) months || days != (int) days || micros.bitLength() >= Long.SIZE) {
            return null;
        }
        Interval sum = new Interval((int) months, (int) days, micros.longValue());
        return average ? IntervalParts.quotient(sum, (double) count) : sum;
    }
}
