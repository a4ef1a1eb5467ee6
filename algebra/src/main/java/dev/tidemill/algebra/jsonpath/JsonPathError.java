package dev.tidemill.algebra.jsonpath;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;

/** A text that is no path, or a path with something that is not supported; says where and what. */
public final class JsonPathError extends Exception {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final int offset;
    private final String hint;

    JsonPathError(ErrorCode code, String message, int offset, String hint) {
        super(message, null, false, false);
        this.code = requireNonNull(code, "code");
        this.offset = offset;
        this.hint = requireNonNull(hint, "hint");
    }

    /** SYNTAX_ERROR, INVALID_REGEX or UNSUPPORTED_SQL. */
    public ErrorCode code() {
        return code;
    }

    /** What is wrong, in one line. */
    public String reason() {
        return String.valueOf(getMessage());
    }

    /** The character of the text, counted from 0, at which it is wrong. */
    public int offset() {
        return offset;
    }

    /** What to do; empty when that is plain. */
    public String hint() {
        return hint;
    }
}
