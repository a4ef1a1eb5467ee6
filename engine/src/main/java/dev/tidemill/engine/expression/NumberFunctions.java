package dev.tidemill.engine.expression;

import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.DoubleColumn;
import dev.tidemill.algebra.column.Int128Column;
import dev.tidemill.algebra.column.IntColumn;
import dev.tidemill.algebra.column.LongColumn;
import dev.tidemill.algebra.expr.Call;
import dev.tidemill.algebra.expr.ScalarFunction;
import dev.tidemill.algebra.type.DecimalType;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntUnaryOperator;
import java.util.function.LongUnaryOperator;

/** Row functions of one number that keep its type, and rounding to digits. */
final class NumberFunctions {
    private NumberFunctions() {}

    /** A function of one numeric argument whose result has the argument's type. */
    static RowFunction of(Call call) {
        return switch (call.arguments().getFirst().type().physical()) {
            case INT -> ints(call.function());
            case LONG -> longs(call.function());
            case DOUBLE -> doubles(call.function());
            case INT128 -> decimals(call);
            case BOOL, BYTES, INTERVAL ->
                    throw new IllegalArgumentException(call + " is not over a number");
        };
    }

    private static RowFunction ints(ScalarFunction function) {
        IntUnaryOperator operator =
                switch (function) {
                    case NEGATE -> NumberFunctions::negate;
                    case ABS -> value -> value < 0 ? negate(value) : value;
                    case SIGN -> Integer::signum;
                    case ROUND, TRUNCATE, FLOOR, CEIL -> value -> value;
                    default -> throw new IllegalArgumentException(function + "(INTEGER)");
                };
        return (arguments, i, out) ->
                out.column().appendInt(operator.applyAsInt(((IntColumn) arguments[0]).values()[i]));
    }

    private static int negate(int value) {
        if (value == Integer.MIN_VALUE) {
            throw RowFailure.outOfRange("integer");
        }
        return -value;
    }

    private static RowFunction longs(ScalarFunction function) {
        LongUnaryOperator operator =
                switch (function) {
                    case NEGATE -> NumberFunctions::negate;
                    case ABS -> value -> value < 0 ? negate(value) : value;
                    case SIGN -> Long::signum;
                    case ROUND, TRUNCATE, FLOOR, CEIL -> value -> value;
                    default -> throw new IllegalArgumentException(function + "(BIGINT)");
                };
        return (arguments, i, out) ->
                out.column()
                        .appendLong(operator.applyAsLong(((LongColumn) arguments[0]).values()[i]));
    }

    private static long negate(long value) {
        if (value == Long.MIN_VALUE) {
            throw RowFailure.outOfRange("bigint");
        }
        return -value;
    }

    private static RowFunction doubles(ScalarFunction function) {
        DoubleUnaryOperator operator =
                switch (function) {
                    case NEGATE -> value -> -value;
                    case ABS -> Math::abs;
                    case SIGN -> value -> value > 0 ? 1 : value < 0 ? -1 : 0;
                    case ROUND -> Math::rint;
                    case TRUNCATE -> value -> value < 0 ? Math.ceil(value) : Math.floor(value);
                    case FLOOR -> Math::floor;
                    case CEIL -> Math::ceil;
                    default -> throw new IllegalArgumentException(function + "(DOUBLE)");
                };
        return ofDouble(operator);
    }

    static RowFunction ofDouble(DoubleUnaryOperator operator) {
        return (arguments, i, out) ->
                out.column()
                        .appendDouble(
                                operator.applyAsDouble(((DoubleColumn) arguments[0]).values()[i]));
    }

    private static RowFunction decimals(Call call) {
        DecimalType type = (DecimalType) call.type();
        int from = ((DecimalType) call.arguments().getFirst().type()).scale();
        ScalarFunction function = call.function();
        return (arguments, i, out) -> {
            Int128 value = load(arguments[0], i, out);
            int sign = value.signum();
            int scale = from;
            switch (function) {
                case NEGATE -> value.negate();
                case ABS -> value.absolute();
                case SIGN -> {
                    value.set(sign);
                    scale = 0;
                }
                case ROUND -> {
                    value.divideByPowerOfTenRounding(from);
                    scale = 0;
                }
                case TRUNCATE, FLOOR, CEIL -> {
                    integral(function, value, from);
                    scale = 0;
                }
                default -> throw new IllegalArgumentException(function + "(DECIMAL)");
            }
            end(value, scale, type, out);
        };
    }

    private static void integral(ScalarFunction function, Int128 value, int scale) {
        long high = value.high();
        long low = value.low();
        value.divideByPowerOfTen(scale);
        long wholeHigh = value.high();
        long wholeLow = value.low();
        value.multiplyByPowerOfTen(scale);
        int rest = Int128.compare(high, low, value.high(), value.low());
        value.set(wholeHigh, wholeLow);
        if (function == ScalarFunction.FLOOR && rest < 0) {
            value.subtract(0, 1);
        } else if (function == ScalarFunction.CEIL && rest > 0) {
            value.add(0, 1);
        }
    }

    /** ROUND(decimal, digits) and TRUNCATE(decimal, digits); the digits may be negative. */
    static RowFunction toDigits(Call call) {
        DecimalType type = (DecimalType) call.type();
        int from = ((DecimalType) call.arguments().getFirst().type()).scale();
        boolean truncate = call.function() != ScalarFunction.ROUND_TO;
        return (arguments, i, out) -> {
            Int128 value = load(arguments[0], i, out);
            int digits = Math.clamp(((IntColumn) arguments[1]).values()[i], -39, 39);
            if (digits >= from) {
                end(value, from, type, out);
                return;
            }
            int dropped = from - digits;
            if (truncate) {
                value.divideByPowerOfTen(dropped);
            } else {
                value.divideByPowerOfTenRounding(dropped);
            }
            if (digits < 0) {
                if (!value.multiplyByPowerOfTen(-digits)) {
                    throw RowFailure.decimalOverflow();
                }
                digits = 0;
            }
            end(value, digits, type, out);
        };
    }

    static Int128 load(Column column, int position, RowOutput out) {
        Int128Column decimals = (Int128Column) column;
        return out.register().set(decimals.high()[position], decimals.low()[position]);
    }

    private static void end(Int128 value, int scale, DecimalType type, RowOutput out) {
        if (!value.rescale(scale, type.scale())) {
            throw RowFailure.decimalOverflow();
        }
        out.endDecimal(DecimalType.PRECISION_MAX);
    }
}
