package dev.tidemill.sql.duckdb;

import dev.tidemill.algebra.type.DecimalType;
import java.math.BigInteger;

/**
 * Exact decimal arithmetic where DuckDB's own is not: its quotients and averages are DOUBLE, and
 * its products refuse more than 38 digits. A decimal is taken apart into a whole number of its last
 * place (128 bits) and put together again.
 */
final class DuckDbDecimals {
    /** Above this scale both factors of {@link #scaled} would not fit into a DECIMAL. */
    private static final int ARITHMETIC_SCALE_MAX = 19;

    private DuckDbDecimals() {}

    /** The value as a HUGEINT of its last place: 1.25 of scale 2 is 125. */
    static String unscaled(String value, DecimalType type) {
        String digits =
                type.scale() == 0 ? value : "replace(CAST(" + value + " AS VARCHAR), '.', '')";
        return "CAST(" + digits + " AS HUGEINT)";
    }

    static String divide(
            String left,
            DecimalType leftType,
            String right,
            DecimalType rightType,
            DecimalType to) {
        int power = to.scale() - leftType.scale() + rightType.scale();
        String dividend = unscaled(left, leftType) + " * " + hugeint(power(power));
        return scaled(rounded(dividend, unscaled(right, rightType)), to);
    }

    static String multiply(
            String left,
            DecimalType leftType,
            String right,
            DecimalType rightType,
            DecimalType to) {
        String product = unscaled(left, leftType) + " * " + unscaled(right, rightType);
        int surplus = leftType.scale() + rightType.scale() - to.scale();
        return scaled(rounded(product, hugeint(power(surplus))), to);
    }

    /** The quotient of whole numbers, rounded half away from zero. */
    static String rounded(String dividend, String divisor) {
        String n = "(" + dividend + ")";
        String d = "(" + divisor + ")";
        String magnitude = "((abs(" + n + ") + abs(" + d + ") // 2) // abs(" + d + "))";
        return "(CASE WHEN ("
                + n
                + " < 0) = ("
                + d
                + " < 0) THEN "
                + magnitude
                + " ELSE -"
                + magnitude
                + " END)";
    }

    /** The decimal whose last places the whole number counts. */
    static String scaled(String wholeNumber, DecimalType type) {
        int scale = type.scale();
        String whole = "(" + wholeNumber + ")";
        if (scale == 0) {
            return DuckDbTypes.cast(whole, type);
        }
        if (scale > ARITHMETIC_SCALE_MAX) {
            return text(whole, type);
        }
        String base = hugeint(power(scale));
        String integral = DuckDbTypes.cast(whole + " // " + base, type);
        String fraction =
                "CAST("
                        + whole
                        + " % "
                        + base
                        + " AS DECIMAL("
                        + scale
                        + ",0)) * CAST('0."
                        + "0".repeat(scale - 1)
                        + "1' AS DECIMAL("
                        + scale
                        + ","
                        + scale
                        + "))";
        return DuckDbTypes.cast("(" + integral + " + " + fraction + ")", type);
    }

    private static String text(String whole, DecimalType type) {
        String digits =
                "lpad(CAST(abs("
                        + whole
                        + ") AS VARCHAR), greatest(length(CAST(abs("
                        + whole
                        + ") AS VARCHAR)), "
                        + (type.scale() + 1)
                        + "), '0')";
        return DuckDbTypes.cast(
                "concat(CASE WHEN "
                        + whole
                        + " < 0 THEN '-' ELSE '' END, left("
                        + digits
                        + ", -"
                        + type.scale()
                        + "), '.', right("
                        + digits
                        + ", "
                        + type.scale()
                        + "))",
                type);
    }

    /**
     * The average of decimals, NULL over none.
     *
     * @param sum of the unscaled values
     */
    static String average(String sum, String count, DecimalType argument, DecimalType to) {
        String power = hugeint(power(to.scale() - argument.scale()));
        // The whole part apart from the rest, so that large sums do not overflow.
        String whole = "(" + sum + " // " + count + ") * " + power;
        String rest =
                rounded(
                        "(" + sum + " % " + count + ") * " + power,
                        "CAST(" + count + " AS HUGEINT)");
        return "CASE WHEN " + count + " > 0 THEN " + scaled(whole + " + " + rest, to) + " END";
    }

    static BigInteger power(int exponent) {
        return BigInteger.TEN.pow(exponent);
    }

    static String hugeint(BigInteger value) {
        return "CAST('" + value + "' AS HUGEINT)";
    }
}
