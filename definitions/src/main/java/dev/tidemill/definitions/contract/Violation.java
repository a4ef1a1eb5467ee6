package dev.tidemill.definitions.contract;

/**
 * The first rule that a row broke.
 *
 * @param row the row's position in the checked batch
 */
public record Violation(int row, String column, String rule, String reason) {}
