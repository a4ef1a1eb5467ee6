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
    MAX
}
