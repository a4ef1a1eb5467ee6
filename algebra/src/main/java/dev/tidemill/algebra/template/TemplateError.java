package dev.tidemill.algebra.template;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;

/** A template that cannot be read, or that does not fit the value. */
public final class TemplateError extends Exception {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    TemplateError(ErrorCode code, String message) {
        super(message, null, false, false);
        this.code = requireNonNull(code, "code");
    }

    public ErrorCode code() {
        return code;
    }

    /** What is wrong, in one line. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
