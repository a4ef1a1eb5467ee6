package dev.tidemill.pgwire.session;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.audit.AuditEvent;
import dev.tidemill.node.audit.AuditLog;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells the audit log of what a session does. While nobody is asked who they are there is nobody to
 * tell of. Owned by the session's thread.
 */
public final class Deeds {
    /** What the way is called, before what was done. */
    public static final String DOOR = "postgres ";

    private final Supplier<@Nullable AuditLog> log;
    private final String user;
    private final String address;

    /**
     * @param log null while it is told nothing
     */
    public Deeds(Supplier<@Nullable AuditLog> log, String user, String address) {
        this.log = log;
        this.user = user;
        this.address = address;
    }

    /** Throws when the log cannot be written: nothing is done then. */
    void requireWritable() {
        AuditLog told = log.get();
        if (told != null) {
            told.requireWritable();
        }
    }

    /** It was done. */
    void done(String what, String subject, @Nullable String statement, long rows, long tick) {
        add(what, subject, statement, AuditEvent.DONE, rows, tick);
    }

    /** It was not done, or not to its end. */
    void failed(String what, String subject, @Nullable String statement, Exception e) {
        ErrorCode code =
                e instanceof TidemillException ours ? ours.errorCode() : ErrorCode.INTERNAL;
        add(what, subject, statement, code.code(), -1, -1);
    }

    /** Somebody was not let in. */
    public void refused(TidemillException e) {
        failed("login", "", null, e);
    }

    private void add(
            String what,
            String subject,
            @Nullable String statement,
            String code,
            long rows,
            long tick) {
        AuditLog told = log.get();
        if (told != null) {
            told.add(
                    new AuditEvent(
                            Instant.now(),
                            user,
                            address,
                            DOOR + what,
                            subject,
                            code,
                            rows,
                            tick,
                            statement));
        }
    }
}
