package dev.tidemill.algebra.error;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * The one exception that crosses rooms: a code, a one-line fact, and optionally a detail, a hint
 * and the place.
 */
public final class TidemillException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode errorCode;
    private final @Nullable String detail;
    private final @Nullable String hint;
    private final transient @Nullable Place place;
    private final transient @Nullable ErrorSubject subject;

    private TidemillException(
            ErrorCode errorCode,
            String message,
            @Nullable String detail,
            @Nullable String hint,
            @Nullable Place place,
            @Nullable ErrorSubject subject,
            @Nullable Throwable cause) {
        super(requireNonNull(message, "message"), cause);
        this.errorCode = requireNonNull(errorCode, "errorCode");
        this.detail = detail;
        this.hint = hint;
        this.place = place;
        this.subject = subject;
    }

    public TidemillException(ErrorCode errorCode, String message) {
        this(errorCode, message, null, null, null, null, null);
    }

    public TidemillException(ErrorCode errorCode, String message, Throwable cause) {
        this(errorCode, message, null, null, null, null, cause);
    }

    public TidemillException withDetail(String newDetail) {
        return new TidemillException(errorCode, message(), newDetail, hint, place, subject, this);
    }

    public TidemillException withHint(String newHint) {
        return new TidemillException(errorCode, message(), detail, newHint, place, subject, this);
    }

    public TidemillException at(Place newPlace) {
        return new TidemillException(errorCode, message(), detail, hint, newPlace, subject, this);
    }

    /** The same of a table, and a column or constraint of it. */
    public TidemillException about(ErrorSubject newSubject) {
        return new TidemillException(errorCode, message(), detail, hint, place, newSubject, this);
    }

    public ErrorCode errorCode() {
        return errorCode;
    }

    /** The one-line fact; never null. */
    public String message() {
        return requireNonNull(getMessage(), "message");
    }

    public @Nullable String detail() {
        return detail;
    }

    public @Nullable String hint() {
        return hint;
    }

    public @Nullable Place place() {
        return place;
    }

    /** The table, column and constraint that it is about; null when that is not said. */
    public @Nullable ErrorSubject subject() {
        return subject;
    }
}
