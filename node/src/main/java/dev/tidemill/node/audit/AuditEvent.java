package dev.tidemill.node.audit;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that somebody did, or tried to.
 *
 * @param user who, cut where it is very long; empty when nobody was let in
 * @param address where they came from; {@link CallAudit#PROCESS} for the mill's own
 * @param door the way they came, as {@code GET /v1/tables/{table}/rows}
 * @param subject what they asked for there: a path, without what the query of it says, cut where it
 *     is very long
 * @param code how it ended: {@code ok}, or the code of the error
 * @param rows how many were given or taken; -1 when that is not known
 * @param tick which was read, or holds what was written; -1 when that is not known
 * @param statement the text of a statement; the log keeps it without its values, cut where it is
 *     very long; null when there was none
 */
public record AuditEvent(
        Instant time,
        String user,
        String address,
        String door,
        String subject,
        String code,
        long rows,
        long tick,
        @Nullable String statement) {
    /** How an attempt ended that was let through and done. */
    public static final String DONE = "ok";

    /** Characters of a statement that are kept; its digest is of all of it. */
    static final int STATEMENT_MAX = 4_000;

    /** Characters of a name that are kept: who was not let in may have said any. */
    static final int USER_MAX = 128;

    /** Characters of a subject that are kept. */
    static final int SUBJECT_MAX = 512;

    public AuditEvent {
        requireNonNull(time, "time");
        requireNonNull(user, "user");
        requireNonNull(address, "address");
        requireNonNull(door, "door");
        requireNonNull(subject, "subject");
        requireNonNull(code, "code");
    }

    /** Whether it was let through, however it ended then. */
    public boolean isAllowed() {
        return !code.equals(ErrorCode.FORBIDDEN.code())
                && !code.equals(ErrorCode.UNAUTHORISED.code())
                && !code.equals(ErrorCode.TOO_MANY_LOGINS.code());
    }
}
