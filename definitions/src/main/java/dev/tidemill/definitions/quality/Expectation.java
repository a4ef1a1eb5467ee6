package dev.tidemill.definitions.quality;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.util.List;

/**
 * What a measured number must be.
 *
 * @param bounds one number, or two for the comparisons with a range, the smaller first
 */
public record Expectation(Comparison comparison, List<BigDecimal> bounds) {

    /** How ODCS compares. */
    public enum Comparison {
        BE("mustBe", "=", 1),
        NOT_BE("mustNotBe", "<>", 1),
        GREATER("mustBeGreaterThan", ">", 1),
        AT_LEAST("mustBeGreaterOrEqualTo", ">=", 1),
        LESS("mustBeLessThan", "<", 1),
        AT_MOST("mustBeLessOrEqualTo", "<=", 1),
        BETWEEN("mustBeBetween", "BETWEEN", 2),
        NOT_BETWEEN("mustNotBeBetween", "NOT BETWEEN", 2);

        private final String key;
        private final String operator;
        private final int bounds;

        Comparison(String key, String operator, int bounds) {
            this.key = key;
            this.operator = operator;
            this.bounds = bounds;
        }

        /** The key in a contract. */
        public String key() {
            return key;
        }

        boolean hasRange() {
            return bounds == 2;
        }
    }

    public Expectation {
        requireNonNull(comparison, "comparison");
        bounds = List.copyOf(bounds);
        if (bounds.size() != comparison.bounds) {
            throw new IllegalArgumentException(comparison + " of " + bounds);
        }
    }

    public static Expectation zero() {
        return new Expectation(Comparison.BE, List.of(BigDecimal.ZERO));
    }

    /** The comparison in SQL and in words: {@code <= 5}, {@code BETWEEN 1 AND 3}. */
    public String text() {
        String first = comparison.operator + " " + bounds.getFirst().toPlainString();
        return comparison.hasRange() ? first + " AND " + bounds.getLast().toPlainString() : first;
    }

    /** Whether no row may be counted. */
    boolean isNone() {
        return comparison == Comparison.BE && bounds.getFirst().signum() == 0;
    }
}
