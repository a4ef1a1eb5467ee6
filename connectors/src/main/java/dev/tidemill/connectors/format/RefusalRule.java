package dev.tidemill.connectors.format;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;

/** Why a parser refused a row. */
public enum RefusalRule {
    SYNTAX("syntax", ErrorCode.MALFORMED_ROW),
    TYPE("type", ErrorCode.MALFORMED_ROW),
    UNKNOWN_FIELD("unknown-field", ErrorCode.UNKNOWN_FIELD),
    DUPLICATE_FIELD("duplicate-field", ErrorCode.MALFORMED_ROW),
    CHARSET("charset", ErrorCode.INVALID_CHARSET),
    ROW_TOO_LARGE("row-too-large", ErrorCode.ROW_TOO_LARGE);

    private final String id;
    private final ErrorCode errorCode;

    RefusalRule(String id, ErrorCode errorCode) {
        this.id = requireNonNull(id, "id");
        this.errorCode = requireNonNull(errorCode, "errorCode");
    }

    /** The name that answers and the quarantine show. */
    public String id() {
        return id;
    }

    public ErrorCode errorCode() {
        return errorCode;
    }
}
