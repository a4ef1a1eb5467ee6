package dev.tidemill.engine.expression;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;

/** The failure of one row; without a stack trace, since bad rows may come by the million. */
public final class RowFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    public RowFailure(ErrorCode code, String message) {
        super(requireNonNull(message, "message"), null, false, false);
        this.code = requireNonNull(code, "code");
    }

    public ErrorCode code() {
        return code;
    }

    public String message() {
        return requireNonNull(getMessage(), "message");
    }

    static RowFailure divisionByZero() {
        return new RowFailure(ErrorCode.DIVISION_BY_ZERO, "division by zero");
    }

    static RowFailure outOfRange(String what) {
        return new RowFailure(ErrorCode.NUMERIC_OVERFLOW, what + " out of range");
    }

    static RowFailure doubleOverflow() {
        return new RowFailure(ErrorCode.NUMERIC_OVERFLOW, "value out of range: overflow");
    }

    static RowFailure doubleUnderflow() {
        return new RowFailure(ErrorCode.NUMERIC_OVERFLOW, "value out of range: underflow");
    }

    static RowFailure decimalOverflow() {
        return new RowFailure(ErrorCode.NUMERIC_OVERFLOW, "numeric field overflow");
    }

    static RowFailure argument(String message) {
        return new RowFailure(ErrorCode.INVALID_ARGUMENT, message);
    }

    static RowFailure timeOutOfRange(String what) {
        return new RowFailure(ErrorCode.DATETIME_OVERFLOW, what + " out of range");
    }

    static RowFailure syntax(String type, String text) {
        return new RowFailure(
                ErrorCode.INVALID_CAST,
                "invalid input syntax for type " + type + ": \"" + text + "\"");
    }
}
