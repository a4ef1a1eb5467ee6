package dev.tidemill.engine.expression;

import dev.tidemill.algebra.column.BoolColumn;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.DoubleColumn;
import dev.tidemill.algebra.column.Int128Column;
import dev.tidemill.algebra.column.IntColumn;
import dev.tidemill.algebra.column.LongColumn;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.type.DecimalType;
import dev.tidemill.algebra.type.Type;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Conversions between numbers, and of booleans, that may fail or round. */
final class NumberCasts {
    /** PostgreSQL takes a DOUBLE's first fifteen digits into a NUMERIC. */
    private static final MathContext DOUBLE_DIGITS = new MathContext(15, RoundingMode.HALF_EVEN);

    private NumberCasts() {}

    static RowFunction toBoolean(Type from) {
        if (from == Type.INTEGER || from == Type.BIGINT) {
            return (arguments, i, out) -> out.column().appendBoolean(whole(arguments[0], i) != 0);
        }
        throw CastCompiler.unsupported(from, Type.BOOLEAN);
    }

    private static long whole(Column column, int i) {
        return column instanceof IntColumn ints
                ? ints.values()[i]
                : ((LongColumn) column).values()[i];
    }

    static RowFunction toInteger(Type from) {
        if (from == Type.DATE || from.isTimestamp()) {
            throw CastCompiler.unsupported(from, Type.INTEGER);
        }
        return (arguments, i, out) -> {
            long value = rounded(arguments[0], i, out, "integer");
            if (value != (int) value) {
                throw RowFailure.outOfRange("integer");
            }
            out.column().appendInt((int) value);
        };
    }

    static RowFunction toBigint(Type from) {
        if (from == Type.DATE || from.isTimestamp()) {
            throw CastCompiler.unsupported(from, Type.BIGINT);
        }
        return (arguments, i, out) ->
                out.column().appendLong(rounded(arguments[0], i, out, "bigint"));
    }

    private static long rounded(Column column, int i, RowOutput out, String target) {
        return switch (column) {
            case BoolColumn c -> c.values()[i] ? 1 : 0;
            case IntColumn c -> c.values()[i];
            case LongColumn c -> c.values()[i];
            case DoubleColumn c -> {
                double value = Math.rint(c.values()[i]);
                if (!(value >= -0x1p63 && value < 0x1p63)) {
                    throw RowFailure.outOfRange(target);
                }
                yield (long) value;
            }
            case Int128Column c -> {
                Int128 value = NumberFunctions.load(c, i, out);
                value.rescale(c.scale(), 0);
                if (!value.fitsLong()) {
                    throw RowFailure.outOfRange(target);
                }
                yield value.low();
            }
            default -> throw CastCompiler.unsupported(column.type(), Type.BIGINT);
        };
    }

    static RowFunction toDouble(Type from) {
        if (from instanceof DecimalType decimal) {
            return (arguments, i, out) ->
                    out.column()
                            .appendDouble(
                                    NumberFunctions.load(arguments[0], i, out)
                                            .toDouble(decimal.scale()));
        }
        throw CastCompiler.unsupported(from, Type.DOUBLE);
    }

    static RowFunction toDecimal(Type from, DecimalType to) {
        if (from instanceof DecimalType decimal) {
            return (arguments, i, out) -> {
                Int128 value = NumberFunctions.load(arguments[0], i, out);
                end(value.rescale(decimal.scale(), to.scale()), to, out);
            };
        }
        if (from == Type.INTEGER || from == Type.BIGINT) {
            return (arguments, i, out) -> {
                Int128 value = out.register().set(whole(arguments[0], i));
                end(value.multiplyByPowerOfTen(to.scale()), to, out);
            };
        }
        if (from == Type.DOUBLE) {
            return (arguments, i, out) ->
                    appendDouble(((DoubleColumn) arguments[0]).values()[i], to, out);
        }
        throw CastCompiler.unsupported(from, to);
    }

    private static void appendDouble(double value, DecimalType to, RowOutput out) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            throw new RowFailure(
                    ErrorCode.NUMERIC_OVERFLOW, "cannot convert NaN or infinity to " + to);
        }
        BigDecimal digits = new BigDecimal(value).round(DOUBLE_DIGITS);
        end(out.register().set(digits, to.scale()), to, out);
    }

    static void end(boolean fits, DecimalType to, RowOutput out) {
        if (!fits) {
            throw RowFailure.decimalOverflow();
        }
        out.endDecimal(to.precision());
    }
}
