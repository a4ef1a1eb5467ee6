package dev.tidemill.algebra.json;

/**
 * A text that is no JSON document; without a stack trace, since bad rows may come by the million.
 */
public final class JsonError extends Exception {
    private static final long serialVersionUID = 1L;

    JsonError(String message) {
        super(message, null, false, false);
    }

    /** What is wrong, as a clause: {@code "a value is missing at byte 7"}. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
