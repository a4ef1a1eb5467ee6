package dev.tidemill.testkit.oracle;

/**
 * What a plan gives over given inputs.
 *
 * @param rows the answer
 * @param errors rows that failed: {code, message}, with their weights
 */
public record OracleResult(ZSet rows, ZSet errors) {}
