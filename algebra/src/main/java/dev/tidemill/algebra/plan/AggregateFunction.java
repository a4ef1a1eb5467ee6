package dev.tidemill.algebra.plan;

/** Aggregates, with PostgreSQL's result types. NULL arguments are passed over. */
public enum AggregateFunction {
    /** Rows, or arguments that are not NULL; never NULL. */
    COUNT,
    /** NULL over no values. INTEGER sums to BIGINT, BIGINT to DECIMAL(38,0). */
    SUM,
    /** NULL over no values. Integers give DECIMAL(38,16), rounded half away from zero. */
    AVG,
    MIN,
    MAX,
    /** The AND of the bits of all values; NULL over no values. */
    BIT_AND,
    /** The OR of the bits of all values; NULL over no values. */
    BIT_OR,
    /** The exclusive OR of the bits of all values; NULL over no values. */
    BIT_XOR,
    /** Whether all values are true; NULL over no values. */
    BOOL_AND,
    /** Whether any value is true; NULL over no values. */
    BOOL_OR,
    /** The mean square of the distances to the mean; NULL over no values. Types as AVG. */
    VAR_POP,
    /** The same over one value less; NULL over fewer than two. */
    VAR_SAMP,
    /** The square root of VAR_POP. */
    STDDEV_POP,
    /** The square root of VAR_SAMP. */
    STDDEV_SAMP,
    /** Of pairs (y, x) of DOUBLE without NULL: the mean product of the distances to the means. */
    COVAR_POP,
    /** The same over one pair less; NULL over fewer than two. */
    COVAR_SAMP,
    /** The correlation of the pairs; NULL when x or y is always the same. */
    CORR,
    /** The mean of x. */
    REGR_AVGX,
    /** The mean of y. */
    REGR_AVGY,
    /** How many pairs there are; never NULL. */
    REGR_COUNT,
    /** Where the line of least squares has x = 0; NULL when x is always the same. */
    REGR_INTERCEPT,
    /** The square of the correlation; NULL when x is always the same, 1 when only y is. */
    REGR_R2,
    /** The slope of the line of least squares; NULL when x is always the same. */
    REGR_SLOPE,
    /** The sum of the squares of the distances of x to its mean. */
    REGR_SXX,
    /** The sum of the products of the distances of x and y to their means. */
    REGR_SXY,
    /** The sum of the squares of the distances of y to its mean. */
    REGR_SYY,
    /**
     * The argument of the first row in the call's order, among the rows where neither the argument
     * nor a column of the order is NULL; of several the least. NULL over no rows.
     */
    FIRST,
    /** The most frequent value, of several the least; NULL over no values. */
    MODE,
    /**
     * The value in the call's order at the parameter's share of the way, between two values in
     * proportion; NULL over no values.
     */
    PERCENTILE_CONT,
    /** The first value in the call's order that the parameter's share of values does not pass. */
    PERCENTILE_DISC,
    /** Texts in the call's order, then their own, with the parameter between them. */
    STRING_AGG,
    /** Values in the call's order, then their own, NULLs too; NULL over no rows. */
    ARRAY_AGG,
    /** A JSON array of documents in the call's order, NULLs too; NULL over no rows. */
    JSON_AGG,
    /**
     * A JSON object of the texts that are first in the call's order and, for each, the document
     * that is last in the rest of it; NULL over no rows.
     */
    JSON_OBJECT_AGG,
    /** About how many distinct values there are; never NULL. Only over rows that never leave. */
    APPROX_COUNT_DISTINCT,
    /** One of the project's own, which the call names; what NULL is to it, it says itself. */
    JAVA;

    /** Whether the answer over no values is 0; the others answer NULL, but for JAVA. */
    public boolean isZeroOverNothing() {
        return this == COUNT || this == REGR_COUNT || this == APPROX_COUNT_DISTINCT;
    }

    /** Whether NULL arguments count too. */
    public boolean takesNulls() {
        return switch (this) {
            case ARRAY_AGG, JSON_AGG, JSON_OBJECT_AGG, JAVA -> true;
            default -> false;
        };
    }

    /** Whether the argument is the y of a pair, whose x is the column of the call's order. */
    public boolean isOfPairs() {
        return switch (this) {
            case COVAR_POP, COVAR_SAMP, CORR, REGR_AVGX, REGR_AVGY, REGR_COUNT -> true;
            case REGR_INTERCEPT, REGR_R2, REGR_SLOPE, REGR_SXX, REGR_SXY, REGR_SYY -> true;
            default -> false;
        };
    }

    /** Whether rows that leave could not be taken back. */
    public boolean isOnlyOverAppended() {
        return this == APPROX_COUNT_DISTINCT;
    }

    /** Whether a call may count each distinct argument once; as in PostgreSQL not by its place. */
    public boolean takesDistinct() {
        return this != MODE && this != PERCENTILE_CONT && this != PERCENTILE_DISC && !isOfPairs();
    }
}
