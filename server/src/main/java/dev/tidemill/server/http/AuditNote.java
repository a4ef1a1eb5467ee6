package dev.tidemill.server.http;

import org.jspecify.annotations.Nullable;

/** What a handler tells of a request for the audit log. Owned by the request's thread. */
final class AuditNote {
    private @Nullable String statement;
    private long rows = -1;
    private long tick = -1;

    /** The statement that was sent. */
    void statement(String text) {
        statement = text;
    }

    /** Rows that were given or taken. */
    void rows(long count) {
        rows = count;
    }

    /** More rows that were given. */
    void moreRows(long count) {
        rows = Math.max(0, rows) + count;
    }

    /** The tick that was read, or that holds what was written. */
    void tick(long number) {
        tick = number;
    }

    @Nullable String statement() {
        return statement;
    }

    /** -1 when nobody told. */
    long rows() {
        return rows;
    }

    /** -1 when nobody told. */
    long tick() {
        return tick;
    }
}
