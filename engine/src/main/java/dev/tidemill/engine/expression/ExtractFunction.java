package dev.tidemill.engine.expression;

import dev.tidemill.algebra.column.BytesColumn;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.IntColumn;
import dev.tidemill.algebra.column.Interval;
import dev.tidemill.algebra.column.IntervalColumn;
import dev.tidemill.algebra.column.LongColumn;
import dev.tidemill.algebra.type.DecimalType;
import dev.tidemill.algebra.type.Type;
import org.jspecify.annotations.Nullable;

/**
 * EXTRACT.
 *
 * @param constant the field when it is a literal; null when it comes with the row
 */
record ExtractFunction(@Nullable TimeField constant, Type type) implements RowFunction {
    private static final long[] POWERS = {1, 10, 100, 1_000, 10_000, 100_000, 1_000_000};

    @Override
    public void apply(Column[] arguments, int i, RowOutput out) {
        TimeField field = constant == null ? field((BytesColumn) arguments[0], i) : constant;
        switch (arguments[1]) {
            case IntColumn c -> append(field.ofDate(c.values()[i]), 0, out);
            case LongColumn c -> append(field.ofTimestamp(c.values()[i]), field.scale(), out);
            case IntervalColumn c -> {
                Interval interval = new Interval(c.months()[i], c.days()[i], c.micros()[i]);
                if (field == TimeField.EPOCH) {
                    appendEpoch(interval, out);
                } else {
                    append(field.ofInterval(interval), field.scale(), out);
                }
            }
            default -> throw new IllegalStateException("EXTRACT from " + arguments[1]);
        }
    }

    /** Up to twice as many microseconds as a BIGINT has. */
    private void appendEpoch(Interval interval, RowOutput out) {
        Int128 micros = out.register().set(TimeField.quarterDays(interval));
        micros.multiply(0, Interval.MICROS_PER_DAY / 4);
        micros.add(interval.micros() >> 63, interval.micros());
        switch (type.physical()) {
            case DOUBLE -> out.column().appendDouble(micros.toDouble(TimeField.EPOCH.scale()));
            case INT128 -> {
                DecimalType decimal = (DecimalType) type;
                if (!micros.rescale(TimeField.EPOCH.scale(), decimal.scale())) {
                    throw RowFailure.decimalOverflow();
                }
                out.endDecimal(decimal.precision());
            }
            case INT, LONG -> {
                micros.rescale(TimeField.EPOCH.scale(), 0);
                append(micros.low(), 0, out);
            }
            case BOOL, BYTES, INTERVAL ->
                    throw new IllegalStateException("EXTRACT gives no " + type);
        }
    }

    static TimeField field(BytesColumn column, int i) {
        String name = column.text(i);
        TimeField field = TimeField.named(name);
        if (field == null) {
            throw RowFailure.argument("unit \"" + name + "\" not recognized");
        }
        return field;
    }

    private void append(long value, int scale, RowOutput out) {
        switch (type.physical()) {
            case INT -> {
                long whole = whole(value, scale);
                if (whole != (int) whole) {
                    throw RowFailure.outOfRange("integer");
                }
                out.column().appendInt((int) whole);
            }
            case LONG -> out.column().appendLong(whole(value, scale));
            case DOUBLE -> out.column().appendDouble(value / (double) POWERS[scale]);
            case INT128 -> {
                DecimalType decimal = (DecimalType) type;
                Int128 register = out.register().set(value);
                if (!register.rescale(scale, decimal.scale())) {
                    throw RowFailure.decimalOverflow();
                }
                out.endDecimal(decimal.precision());
            }
            case BOOL, BYTES, INTERVAL ->
                    throw new IllegalStateException("EXTRACT gives no " + type);
        }
    }

    private static long whole(long value, int scale) {
        long quotient = value / POWERS[scale];
        long rest = Math.abs(value % POWERS[scale]);
        return rest * 2 >= POWERS[scale] && scale > 0 ? quotient + Long.signum(value) : quotient;
    }
}
