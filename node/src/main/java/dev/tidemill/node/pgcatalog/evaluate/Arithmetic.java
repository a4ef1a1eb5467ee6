package dev.tidemill.node.pgcatalog.evaluate;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** Calculations with numbers. */
final class Arithmetic {
    /** Significant digits of an exact quotient, at least. */
    private static final int QUOTIENT_DIGITS_MIN = 16;

    /** Decimal digits in one of PostgreSQL's digits, by which it chooses a quotient's scale. */
    private static final int DIGITS = 4;

    private Arithmetic() {}

    static Object calculated(String operator, Number a, Number b) {
        boolean byZero = (operator.equals("/") || operator.equals("%")) && b.doubleValue() == 0;
        if (byZero) {
            throw new TidemillException(ErrorCode.DIVISION_BY_ZERO, "division by zero");
        }
        try {
            return switch (a) {
                case Long x -> whole(operator, x, b.longValue());
                case Double x -> floating(operator, x, b.doubleValue());
                default -> exact(operator, Values.decimal(a), Values.decimal(b));
            };
        } catch (ArithmeticException e) {
            throw new TidemillException(ErrorCode.NUMERIC_OVERFLOW, "bigint out of range", e);
        }
    }

    private static long whole(String operator, long a, long b) {
        return switch (operator) {
            case "+" -> Math.addExact(a, b);
            case "-" -> Math.subtractExact(a, b);
            case "*" -> Math.multiplyExact(a, b);
            case "/" -> Math.divideExact(a, b);
            default -> a % b;
        };
    }

    private static double floating(String operator, double a, double b) {
        return switch (operator) {
            case "+" -> a + b;
            case "-" -> a - b;
            case "*" -> a * b;
            case "/" -> a / b;
            default -> a % b;
        };
    }

    private static BigDecimal exact(String operator, BigDecimal a, BigDecimal b) {
        return switch (operator) {
            case "+" -> a.add(b);
            case "-" -> a.subtract(b);
            case "*" -> a.multiply(b);
            case "/" -> a.divide(b, quotientScale(a, b), RoundingMode.HALF_UP);
            default -> a.remainder(b);
        };
    }

    static long bits(String operator, long a, long b) {
        return switch (operator) {
            case "&" -> a & b;
            case "|" -> a | b;
            case "#" -> a ^ b;
            case "<<" -> a << b;
            default -> a >> b;
        };
    }

    private static int quotientScale(BigDecimal a, BigDecimal b) {
        int weight = weight(a) - weight(b);
        if (first(a).compareTo(first(b)) <= 0) {
            weight--;
        }
        int scale = QUOTIENT_DIGITS_MIN - weight * DIGITS;
        return Math.max(Math.max(scale, 0), Math.max(a.scale(), b.scale()));
    }

    /** The power of 10,000 of a number's first digit in that base. */
    private static int weight(BigDecimal number) {
        return number.signum() == 0
                ? 0
                : Math.floorDiv(number.precision() - number.scale() - 1, DIGITS);
    }

    private static BigDecimal first(BigDecimal number) {
        return number.abs().movePointLeft(weight(number) * DIGITS).setScale(0, RoundingMode.DOWN);
    }
}
