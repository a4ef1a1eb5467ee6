package dev.tidemill.server.http;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.account.Authenticator;
import dev.tidemill.node.account.Login;
import io.helidon.webserver.http.ServerRequest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * That a request was let in, and on whose behalf.
 *
 * @param authenticator who knows whether the login stands; null when no account is behind it
 * @param note what the audit log is told
 */
record Visit(Login login, @Nullable Authenticator authenticator, AuditNote note) {
    Visit {
        requireNonNull(login, "login");
        requireNonNull(note, "note");
    }

    Visit(Login login, @Nullable Authenticator authenticator) {
        this(login, authenticator, new AuditNote());
    }

    /** Where a handler tells what the audit log should know; it is read when there is one. */
    static AuditNote note(ServerRequest request) {
        return of(request).map(Visit::note).orElseGet(AuditNote::new);
    }

    static void set(ServerRequest request, Visit visit) {
        request.context().register(Visit.class, visit);
    }

    /** Empty for a request that nobody has looked at, since the mill was not open. */
    static Optional<Visit> of(ServerRequest request) {
        return request.context().get(Visit.class, Visit.class);
    }

    /** Throws UNAUTHORISED when the account or the token is gone: what goes on for long asks. */
    static void requireStanding(ServerRequest request) {
        Visit visit = of(request).orElse(null);
        if (visit != null
                && visit.authenticator != null
                && !visit.authenticator.isStanding(visit.login)) {
            throw new TidemillException(
                    ErrorCode.UNAUTHORISED, "the account or the token does not stand any more");
        }
    }
}
