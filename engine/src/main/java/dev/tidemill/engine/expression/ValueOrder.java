package dev.tidemill.engine.expression;

import dev.tidemill.algebra.column.BoolColumn;
import dev.tidemill.algebra.column.BytesColumn;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.DoubleColumn;
import dev.tidemill.algebra.column.Int128Column;
import dev.tidemill.algebra.column.IntColumn;
import dev.tidemill.algebra.column.Interval;
import dev.tidemill.algebra.column.IntervalColumn;
import dev.tidemill.algebra.column.LongColumn;
import java.util.Arrays;

/**
 * PostgreSQL's order of two values of one type that are not NULL: NaN equals NaN and is greatest,
 * -0 equals 0, text by code point, decimals by value whatever their scales.
 */
public final class ValueOrder {
    private ValueOrder() {}

    public static int compare(Column a, int i, Column b, int j) {
        return switch (a) {
            case BoolColumn x -> Boolean.compare(x.values()[i], ((BoolColumn) b).values()[j]);
            case IntColumn x -> Integer.compare(x.values()[i], ((IntColumn) b).values()[j]);
            case LongColumn x -> Long.compare(x.values()[i], ((LongColumn) b).values()[j]);
            case DoubleColumn x -> compare(x.values()[i], ((DoubleColumn) b).values()[j]);
            case Int128Column x -> compare(x, i, (Int128Column) b, j);
            case BytesColumn x -> compare(x, i, (BytesColumn) b, j);
            case IntervalColumn x -> compare(x, i, (IntervalColumn) b, j);
        };
    }

    public static int compare(double a, double b) {
        if (a < b) {
            return -1;
        }
        if (a > b) {
            return 1;
        }
        return a == b ? 0 : Boolean.compare(Double.isNaN(a), Double.isNaN(b));
    }

    private static int compare(BytesColumn a, int i, BytesColumn b, int j) {
        return Arrays.compareUnsigned(
                a.bytes(),
                a.start(i),
                a.start(i) + a.length(i),
                b.bytes(),
                b.start(j),
                b.start(j) + b.length(j));
    }

    private static int compare(Int128Column a, int i, Int128Column b, int j) {
        if (a.scale() == b.scale()) {
            return Int128.compare(a.high()[i], a.low()[i], b.high()[j], b.low()[j]);
        }
        Int128 x = new Int128().set(a.high()[i], a.low()[i]);
        Int128 y = new Int128().set(b.high()[j], b.low()[j]);
        boolean fits =
                a.scale() < b.scale()
                        ? x.rescale(a.scale(), b.scale())
                        : y.rescale(b.scale(), a.scale());
        if (fits) {
            return Int128.compare(x.high(), x.low(), y.high(), y.low());
        }
        x.set(a.high()[i], a.low()[i]);
        y.set(b.high()[j], b.low()[j]);
        return x.toBigDecimal(a.scale()).compareTo(y.toBigDecimal(b.scale()));
    }

    private static int compare(IntervalColumn a, int i, IntervalColumn b, int j) {
        Interval x = new Interval(a.months()[i], a.days()[i], a.micros()[i]);
        return x.compareTo(new Interval(b.months()[j], b.days()[j], b.micros()[j]));
    }
}
