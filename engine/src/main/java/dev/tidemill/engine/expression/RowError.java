package dev.tidemill.engine.expression;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;

/** A row of a batch for which an expression failed, and why. */
public record RowError(int row, ErrorCode code, String message, String expression) {
    public RowError {
        requireNonNull(code, "code");
        requireNonNull(message, "message");
        requireNonNull(expression, "expression");
    }
}
