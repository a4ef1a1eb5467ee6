package dev.tidemill.testkit.oracle;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;

/** The failure of one row's expression; the row then counts as an error row and nowhere else. */
public final class RowError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    public RowError(ErrorCode code, String message) {
        super(message, null, false, false);
        this.code = requireNonNull(code, "code");
    }

    public ErrorCode code() {
        return code;
    }

    static RowError overflow(String what) {
        return new RowError(ErrorCode.NUMERIC_OVERFLOW, what + " out of range");
    }

    static RowError tooManyRows() {
        return new RowError(
                ErrorCode.TOO_MANY_ROWS,
                "more than one row returned by a subquery used as an expression");
    }

    static RowError divisionByZero() {
        return new RowError(ErrorCode.DIVISION_BY_ZERO, "division by zero");
    }

    static RowError argument(String message) {
        return new RowError(ErrorCode.INVALID_ARGUMENT, message);
    }

    static RowError dateTime(String what) {
        return new RowError(ErrorCode.DATETIME_OVERFLOW, what + " out of range");
    }

    static RowError cast(String text, String type) {
        return new RowError(
                ErrorCode.INVALID_CAST, "invalid input for type " + type + ": \"" + text + "\"");
    }
}
