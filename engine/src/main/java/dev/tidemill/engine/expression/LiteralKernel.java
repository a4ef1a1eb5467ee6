package dev.tidemill.engine.expression;

import dev.tidemill.algebra.column.BoolColumn;
import dev.tidemill.algebra.column.BytesColumn;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.ColumnBuilder;
import dev.tidemill.algebra.column.DoubleColumn;
import dev.tidemill.algebra.column.Int128Column;
import dev.tidemill.algebra.column.IntColumn;
import dev.tidemill.algebra.column.IntervalColumn;
import dev.tidemill.algebra.column.LongColumn;
import dev.tidemill.algebra.expr.Literal;

/** A constant; its column is made once and lent out in the length that is asked for. */
final class LiteralKernel implements Kernel {
    private static final int LENGTH_MIN = 1024;

    private final Literal literal;
    private volatile Column cached;

    LiteralKernel(Literal literal) {
        this.literal = literal;
        this.cached = filled(1);
    }

    Literal literal() {
        return literal;
    }

    @Override
    public Column evaluate(Frame frame, Selection rows) {
        Column column = cached;
        if (column.size() < rows.count()) {
            column = filled(Math.max(LENGTH_MIN, Integer.highestOneBit(rows.count()) * 2));
            cached = column;
        }
        return shortened(column, rows.count());
    }

    private Column filled(int size) {
        ColumnBuilder builder = ColumnBuilder.of(literal.type(), size);
        builder.appendValue(literal.value());
        Column one = builder.build();
        return size == 1 ? one : one.gather(new int[size], size);
    }

    private static Column shortened(Column column, int size) {
        if (column.size() == size) {
            return column;
        }
        return switch (column) {
            case BoolColumn c -> new BoolColumn(c.type(), size, c.values(), c.nulls());
            case IntColumn c -> new IntColumn(c.type(), size, c.values(), c.nulls());
            case LongColumn c -> new LongColumn(c.type(), size, c.values(), c.nulls());
            case DoubleColumn c -> new DoubleColumn(c.type(), size, c.values(), c.nulls());
            case Int128Column c -> new Int128Column(c.type(), size, c.high(), c.low(), c.nulls());
            case BytesColumn c ->
                    new BytesColumn(c.type(), size, c.offsets(), c.bytes(), c.nulls());
            case IntervalColumn c ->
                    new IntervalColumn(c.type(), size, c.months(), c.days(), c.micros(), c.nulls());
        };
    }
}
