package dev.tidemill.definitions.contract;

import dev.tidemill.algebra.column.BoolColumn;
import dev.tidemill.algebra.column.BytesColumn;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.DoubleColumn;
import dev.tidemill.algebra.column.Int128Column;
import dev.tidemill.algebra.column.IntColumn;
import dev.tidemill.algebra.column.IntervalColumn;
import dev.tidemill.algebra.column.LongColumn;
import dev.tidemill.algebra.type.DecimalType;
import dev.tidemill.algebra.type.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/** Refuses numbers, dates and timestamps outside two included bounds. NaN is in no range. */
final class RangeCheck implements ColumnCheck {
    private static final BigDecimal LONG_MIN = BigDecimal.valueOf(Long.MIN_VALUE);
    private static final BigDecimal LONG_MAX = BigDecimal.valueOf(Long.MAX_VALUE);
    private static final BigInteger INT128_MIN = BigInteger.ONE.shiftLeft(127).negate();
    private static final BigInteger INT128_MAX =
            BigInteger.ONE.shiftLeft(127).subtract(BigInteger.ONE);

    private final String columnName;
    private final ColumnRule.Range rule;
    private final long longMin;
    private final long longMax;
    private final double doubleMin;
    private final double doubleMax;
    private final BigInteger unscaledMin;
    private final BigInteger unscaledMax;

    RangeCheck(String columnName, Type type, ColumnRule.Range rule) {
        this.columnName = columnName;
        this.rule = rule;
        BigDecimal min = rule.minimum();
        BigDecimal max = rule.maximum();
        int scale = type instanceof DecimalType decimal ? decimal.scale() : 0;
        this.longMin = min == null ? Long.MIN_VALUE : clamp(min, RoundingMode.CEILING);
        this.longMax = max == null ? Long.MAX_VALUE : clamp(max, RoundingMode.FLOOR);
        this.doubleMin = min == null ? Double.NEGATIVE_INFINITY : min.doubleValue();
        this.doubleMax = max == null ? Double.POSITIVE_INFINITY : max.doubleValue();
        this.unscaledMin =
                min == null
                        ? INT128_MIN
                        : min.setScale(scale, RoundingMode.CEILING).unscaledValue().max(INT128_MIN);
        this.unscaledMax =
                max == null
                        ? INT128_MAX
                        : max.setScale(scale, RoundingMode.FLOOR).unscaledValue().min(INT128_MAX);
    }

    private static long clamp(BigDecimal bound, RoundingMode rounding) {
        return bound.setScale(0, rounding).max(LONG_MIN).min(LONG_MAX).longValue();
    }

    @Override
    public void check(Column column, Findings findings) {
        switch (column) {
            case IntColumn ints -> checkInts(ints, findings);
            case LongColumn longs -> checkLongs(longs, findings);
            case DoubleColumn doubles -> checkDoubles(doubles, findings);
            case Int128Column decimals -> checkDecimals(decimals, findings);
            case BoolColumn _, BytesColumn _, IntervalColumn _ ->
                    throw new IllegalArgumentException("no range of " + column.type());
        }
    }

    private void checkInts(IntColumn column, Findings findings) {
        int[] values = column.values();
        for (int row = 0; row < column.size(); row++) {
            if (values[row] < longMin || values[row] > longMax) {
                refuse(column, row, findings);
            }
        }
    }

    private void checkLongs(LongColumn column, Findings findings) {
        long[] values = column.values();
        for (int row = 0; row < column.size(); row++) {
            if (values[row] < longMin || values[row] > longMax) {
                refuse(column, row, findings);
            }
        }
    }

    private void checkDoubles(DoubleColumn column, Findings findings) {
        double[] values = column.values();
        for (int row = 0; row < column.size(); row++) {
            if (!(values[row] >= doubleMin && values[row] <= doubleMax)) {
                refuse(column, row, findings);
            }
        }
    }

    private void checkDecimals(Int128Column column, Findings findings) {
        long minHigh = unscaledMin.shiftRight(64).longValue();
        long minLow = unscaledMin.longValue();
        long maxHigh = unscaledMax.shiftRight(64).longValue();
        long maxLow = unscaledMax.longValue();
        for (int row = 0; row < column.size(); row++) {
            long high = column.high()[row];
            long low = column.low()[row];
            if (below(high, low, minHigh, minLow) || below(maxHigh, maxLow, high, low)) {
                refuse(column, row, findings);
            }
        }
    }

    private static boolean below(long high, long low, long otherHigh, long otherLow) {
        return high < otherHigh || (high == otherHigh && Long.compareUnsigned(low, otherLow) < 0);
    }

    /** The arrays hold anything at NULLs, so those come here too. */
    private void refuse(Column column, int row, Findings findings) {
        if (!column.isNull(row) && !findings.isBad(row)) {
            findings.add(row, columnName, rule.name(), reason(column, row));
        }
    }

    private String reason(Column column, int row) {
        return InstantText.shown(column, row) + " is not " + rule.text();
    }
}
