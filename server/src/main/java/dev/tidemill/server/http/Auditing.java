package dev.tidemill.server.http;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.audit.AuditEvent;
import dev.tidemill.server.ServerOptions;
import io.helidon.webserver.http.ServerRequest;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells the audit log of every request that is made on somebody's behalf, and of those that nobody
 * was let in by. While nobody is asked who they are, there is nobody to tell of. Safe for all
 * threads.
 */
final class Auditing {
    /**
     * Logins that are refused and told of one by one in an hour: at most about 200 KiB of lines, so
     * that who is not let in does not push out what others did.
     */
    static final int REFUSED_MAX = 240;

    private static final String BEGUN = "begun";
    private static final String LOGIN = "login";

    private final Supplier<@Nullable Tidemill> mill;
    private final ServerOptions options;
    private long hour;
    private int refused;

    Auditing(Supplier<@Nullable Tidemill> mill, ServerOptions options) {
        this.mill = requireNonNull(mill, "mill");
        this.options = requireNonNull(options, "options");
    }

    /** What a request does. */
    @FunctionalInterface
    interface Work {
        void run() throws Exception;
    }

    private @Nullable Tidemill audited() {
        Tidemill open = mill.get();
        return open != null && (options.asksAlways() || open.asksWho()) ? open : null;
    }

    /**
     * Does what a request asks, and tells how it ended; of what goes on for long also that it has
     * begun.
     */
    void around(String door, boolean isLong, ServerRequest request, Work work) throws Exception {
        Tidemill open = audited();
        Visit visit = Visit.of(request).orElse(null);
        if (open == null || visit == null) {
            work.run();
            return;
        }
        open.audit().requireWritable();
        if (isLong) {
            open.audit().add(event(door, request, visit, BEGUN));
        }
        String code = ErrorCode.INTERNAL.code();
        try {
            work.run();
            code = AuditEvent.DONE;
        } catch (TidemillException e) {
            code = e.errorCode().code();
            throw e;
        } finally {
            open.audit().add(event(door, request, visit, code));
        }
    }

    private static AuditEvent event(String door, ServerRequest request, Visit visit, String code) {
        return new AuditEvent(
                Instant.now(),
                visit.login().principal().name(),
                request.remotePeer().host(),
                door,
                request.path().path(),
                code,
                visit.note().rows(),
                visit.note().tick(),
                visit.note().statement());
    }

    /**
     * Somebody was not let in.
     *
     * @param name as whom they wanted to come; empty when they did not say
     */
    void refused(String name, String address, String path, TidemillException e) {
        Tidemill open = audited();
        if (open == null) {
            return;
        }
        int unlisted = unlisted();
        if (unlisted > 0) {
            String subject = unlisted + " logins before were refused and are not listed";
            open.audit().add(refusal("", "", subject, ErrorCode.UNAUTHORISED.code()));
        }
        if (unlisted >= 0) {
            open.audit().add(refusal(name, address, path, e.errorCode().code()));
        }
    }

    private static AuditEvent refusal(String name, String address, String subject, String code) {
        return new AuditEvent(Instant.now(), name, address, LOGIN, subject, code, -1, -1, null);
    }

    /** How many of the hours before were not told of; -1 when this one is not either. */
    private synchronized int unlisted() {
        long now = TimeUnit.NANOSECONDS.toHours(System.nanoTime());
        int before = 0;
        if (now != hour) {
            before = Math.max(0, refused - REFUSED_MAX);
            hour = now;
            refused = 0;
        }
        return ++refused > REFUSED_MAX ? -1 : before;
    }
}
