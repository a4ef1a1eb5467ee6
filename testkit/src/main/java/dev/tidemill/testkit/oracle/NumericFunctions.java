package dev.tidemill.testkit.oracle;

import static dev.tidemill.testkit.oracle.Numbers.exact;
import static dev.tidemill.testkit.oracle.Numbers.into;

import dev.tidemill.algebra.expr.ScalarFunction;
import dev.tidemill.algebra.type.DecimalType;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.testkit.oracle.ExpressionInterpreter.Arguments;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** Arithmetic: integers and DECIMAL exactly, then brought into the result's type; DOUBLE apart. */
final class NumericFunctions {
    private NumericFunctions() {}

    static Object apply(ScalarFunction function, Arguments a) {
        return a.types().getFirst() == Type.DOUBLE ? onDoubles(function, a) : onExact(function, a);
    }

    private static Object onExact(ScalarFunction function, Arguments a) {
        BigDecimal x = exact(a.value(0));
        Type type = a.result();
        return switch (function) {
            case ADD -> into(x.add(exact(a.value(1))), type);
            case SUBTRACT -> into(x.subtract(exact(a.value(1))), type);
            case MULTIPLY -> into(x.multiply(exact(a.value(1))), type);
            case DIVIDE -> into(quotient(x, exact(a.value(1)), type), type);
            case MODULO -> into(x.remainder(notZero(exact(a.value(1)))), type);
            case NEGATE -> into(x.negate(), type);
            case ABS -> into(x.abs(), type);
            case SIGN -> into(BigDecimal.valueOf(x.signum()), type);
            case ROUND -> into(x.setScale(0, RoundingMode.HALF_UP), type);
            case ROUND_TO -> into(roundTo(x, a.integer(1)), type);
            case TRUNCATE -> into(x.setScale(0, RoundingMode.DOWN), type);
            case FLOOR -> into(x.setScale(0, RoundingMode.FLOOR), type);
            case CEIL -> into(x.setScale(0, RoundingMode.CEILING), type);
            default -> throw new IllegalArgumentException(function + " is not arithmetic");
        };
    }

    private static BigDecimal quotient(BigDecimal x, BigDecimal y, Type type) {
        BigDecimal divisor = notZero(y);
        return type instanceof DecimalType decimal
                ? x.divide(divisor, decimal.scale(), RoundingMode.HALF_UP)
                : x.divide(divisor, 0, RoundingMode.DOWN);
    }

    private static BigDecimal notZero(BigDecimal divisor) {
        if (divisor.signum() == 0) {
            throw RowError.divisionByZero();
        }
        return divisor;
    }

    private static BigDecimal roundTo(BigDecimal x, int digits) {
        return x.setScale(Math.clamp(digits, -100, 100), RoundingMode.HALF_UP);
    }

    private static Object onDoubles(ScalarFunction function, Arguments a) {
        double x = a.number(0);
        return switch (function) {
            case ADD -> Numbers.noOverflow(x + a.number(1), x, a.number(1));
            case SUBTRACT -> Numbers.noOverflow(x - a.number(1), x, a.number(1));
            case MULTIPLY -> multiply(x, a.number(1));
            case DIVIDE -> divide(x, a.number(1));
            case NEGATE -> -x;
            case ABS -> Math.abs(x);
            case SIGN -> x > 0 ? 1.0 : x < 0 ? -1.0 : 0.0;
            case ROUND -> Math.rint(x);
            case TRUNCATE -> x < 0 ? Math.ceil(x) : Math.floor(x);
            case FLOOR -> Math.floor(x);
            case CEIL -> Math.ceil(x);
            default -> throw new IllegalArgumentException(function + " over DOUBLE");
        };
    }

    static double multiply(double x, double y) {
        double product = Numbers.noOverflow(x * y, x, y);
        return Numbers.noUnderflow(product, x == 0 || y == 0);
    }

    static double divide(double x, double y) {
        if (y == 0 && !Double.isNaN(x)) {
            throw RowError.divisionByZero();
        }
        double quotient = Numbers.noOverflow(x / y, x);
        return Numbers.noUnderflow(quotient, x == 0 || Double.isInfinite(y));
    }
}
