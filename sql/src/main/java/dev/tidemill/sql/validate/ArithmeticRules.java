package dev.tidemill.sql.validate;

import dev.tidemill.algebra.expr.Call;
import dev.tidemill.algebra.expr.Cast;
import dev.tidemill.algebra.expr.ScalarFunction;
import dev.tidemill.algebra.type.DecimalType;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.sql.validate.FunctionRule.Resolved;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How {@code + - * / %} and unary minus are typed, numbers and times alike. */
final class ArithmeticRules {
    private ArithmeticRules() {}

    static @Nullable Resolved add(List<ArgumentType> arguments) {
        ArgumentType left = arguments.get(0);
        ArgumentType right = arguments.get(1);
        if (left.isTimestamp() && right.fits(Type.INTERVAL)) {
            return binary(ScalarFunction.TIMESTAMP_ADD, type(left), Type.INTERVAL, type(left));
        }
        if (right.isTimestamp() && left.fits(Type.INTERVAL)) {
            return swapped(ScalarFunction.TIMESTAMP_ADD, Type.INTERVAL, type(right), type(right));
        }
        if (left.is(Type.DATE) && right.is(Type.INTEGER)) {
            return binary(ScalarFunction.DATE_ADD, Type.DATE, Type.INTEGER, Type.DATE);
        }
        if (left.is(Type.INTEGER) && right.is(Type.DATE)) {
            return swapped(ScalarFunction.DATE_ADD, Type.INTEGER, Type.DATE, Type.DATE);
        }
        if (left.is(Type.DATE) && right.is(Type.INTERVAL)) {
            return binary(
                    ScalarFunction.TIMESTAMP_ADD, Type.TIMESTAMP, Type.INTERVAL, Type.TIMESTAMP);
        }
        if (left.is(Type.INTERVAL) && right.is(Type.DATE)) {
            return swapped(
                    ScalarFunction.TIMESTAMP_ADD, Type.INTERVAL, Type.TIMESTAMP, Type.TIMESTAMP);
        }
        if (left.is(Type.INTERVAL) && right.fits(Type.INTERVAL)) {
            return binary(ScalarFunction.INTERVAL_ADD, Type.INTERVAL, Type.INTERVAL, Type.INTERVAL);
        }
        return numbers(ScalarFunction.ADD, left, right);
    }

    static @Nullable Resolved subtract(List<ArgumentType> arguments) {
        ArgumentType left = arguments.get(0);
        ArgumentType right = arguments.get(1);
        if (left.isTimestamp() && right.is(Type.INTERVAL)) {
            return binary(ScalarFunction.TIMESTAMP_SUBTRACT, type(left), Type.INTERVAL, type(left));
        }
        if (left.is(Type.DATE) && right.is(Type.INTEGER)) {
            return binary(ScalarFunction.DATE_SUBTRACT, Type.DATE, Type.INTEGER, Type.DATE);
        }
        if (left.is(Type.DATE) && right.is(Type.DATE)) {
            return binary(ScalarFunction.DATE_DIFFERENCE, Type.DATE, Type.DATE, Type.INTEGER);
        }
        if (left.is(Type.DATE) && right.is(Type.INTERVAL)) {
            return binary(
                    ScalarFunction.TIMESTAMP_SUBTRACT,
                    Type.TIMESTAMP,
                    Type.INTERVAL,
                    Type.TIMESTAMP);
        }
        if (left.isTimestamp() || right.isTimestamp()) {
            Type common = Promotion.common(arguments);
            return common == null || !common.isTimestamp()
                    ? null
                    : binary(ScalarFunction.TIMESTAMP_DIFFERENCE, common, common, Type.INTERVAL);
        }
        if (left.is(Type.INTERVAL) && right.fits(Type.INTERVAL)) {
            return binary(
                    ScalarFunction.INTERVAL_SUBTRACT, Type.INTERVAL, Type.INTERVAL, Type.INTERVAL);
        }
        Resolved removal = JsonRules.delete(arguments);
        return removal != null ? removal : numbers(ScalarFunction.SUBTRACT, left, right);
    }

    static @Nullable Resolved multiply(List<ArgumentType> arguments) {
        ArgumentType left = arguments.get(0);
        ArgumentType right = arguments.get(1);
        if (left.is(Type.INTERVAL) && right.isNumeric()) {
            return binary(
                    ScalarFunction.INTERVAL_MULTIPLY, Type.INTERVAL, Type.DOUBLE, Type.INTERVAL);
        }
        if (left.isNumeric() && right.is(Type.INTERVAL)) {
            return swapped(
                    ScalarFunction.INTERVAL_MULTIPLY, Type.DOUBLE, Type.INTERVAL, Type.INTERVAL);
        }
        return numbers(ScalarFunction.MULTIPLY, left, right);
    }

    static @Nullable Resolved divide(List<ArgumentType> arguments) {
        if (arguments.get(0).is(Type.INTERVAL) && arguments.get(1).isNumeric()) {
            return binary(
                    ScalarFunction.INTERVAL_DIVIDE, Type.INTERVAL, Type.DOUBLE, Type.INTERVAL);
        }
        return numbers(ScalarFunction.DIVIDE, arguments.get(0), arguments.get(1));
    }

    static @Nullable Resolved modulo(List<ArgumentType> arguments) {
        Resolved resolved = numbers(ScalarFunction.MODULO, arguments.get(0), arguments.get(1));
        return resolved == null || resolved.result() == Type.DOUBLE ? null : resolved;
    }

    static @Nullable Resolved negate(List<ArgumentType> arguments) {
        ArgumentType argument = arguments.getFirst();
        if (argument.is(Type.INTERVAL)) {
            return unary(ScalarFunction.INTERVAL_NEGATE, Type.INTERVAL);
        }
        return argument.isNumeric() ? unary(ScalarFunction.NEGATE, type(argument)) : null;
    }

    private static @Nullable Resolved numbers(
            ScalarFunction function, ArgumentType left, ArgumentType right) {
        if (!(left.isNumeric() || left.isUntyped()) || !(right.isNumeric() || right.isUntyped())) {
            return null;
        }
        Type common = Promotion.common(List.of(left, right));
        if (common == null || !common.isNumeric()) {
            return null;
        }
        if (!(common instanceof DecimalType)) {
            return binary(function, common, common, common);
        }
        DecimalType a = left.isNumeric() ? Promotion.decimal(type(left)) : decimal(common);
        DecimalType b = right.isNumeric() ? Promotion.decimal(type(right)) : decimal(common);
        return binary(function, a, b, decimalResult(function, a, b));
    }

    private static DecimalType decimal(Type type) {
        return (DecimalType) type;
    }

    private static DecimalType decimalResult(
            ScalarFunction function, DecimalType a, DecimalType b) {
        if (function == ScalarFunction.MULTIPLY) {
            return Promotion.product(a, b);
        }
        if (function == ScalarFunction.DIVIDE) {
            return Promotion.quotient(a, b);
        }
        return Promotion.sum(a, b);
    }

    private static Type type(ArgumentType argument) {
        Type type = argument.type();
        if (type == null) {
            throw new IllegalStateException("the argument has no type");
        }
        return type;
    }

    private static Resolved unary(ScalarFunction function, Type type) {
        return new Resolved(
                List.of(type), type, (args, result) -> new Call(function, args, result));
    }

    private static Resolved binary(ScalarFunction function, Type left, Type right, Type result) {
        return new Resolved(
                List.of(left, right), result, (args, type) -> new Call(function, args, type));
    }

    private static Resolved swapped(ScalarFunction function, Type left, Type right, Type result) {
        return new Resolved(
                List.of(left, right),
                result,
                (args, type) -> Call.of(function, type, args.get(1), args.get(0)));
    }

    /** {@code CAST(x AS NUMERIC)}: as many places as the value's type can have. */
    static @Nullable Resolved toNumeric(List<ArgumentType> arguments) {
        Type type = arguments.getFirst().type();
        boolean exact = type == Type.INTEGER || type == Type.BIGINT;
        if (type instanceof DecimalType) {
            return new Resolved(List.of(type), type, (args, t) -> args.getFirst());
        }
        if (type != null
                && !exact
                && type != Type.DOUBLE
                && type != Type.TEXT
                && type != Type.JSON) {
            return null;
        }
        Type result = Type.decimal(DecimalType.PRECISION_MAX, exact ? 0 : QUOTIENT_SCALE);
        return new Resolved(
                List.of(type == null ? result : type),
                result,
                (args, t) -> new Cast(args.getFirst(), t));
    }

    private static final int QUOTIENT_SCALE = Promotion.QUOTIENT_SCALE;
}
