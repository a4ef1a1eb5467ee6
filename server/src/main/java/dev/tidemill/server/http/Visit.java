package dev.tidemill.server.http;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.account.Authenticator;
import dev.tidemill.node.account.Login;
import dev.tidemill.node.account.LoginSessions;
import io.helidon.webserver.http.ServerRequest;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * That a request was let in, and on whose behalf.
 *
 * @param standing whether who came in may stay, asked again by what goes on for long
 * @param byCookie whether they are known by the cookie of a page that logged them in
 * @param note what the audit log is told
 */
record Visit(Login login, BooleanSupplier standing, boolean byCookie, AuditNote note) {
    Visit {
        requireNonNull(login, "login");
        requireNonNull(standing, "standing");
        requireNonNull(note, "note");
    }

    Visit(Login login, BooleanSupplier standing) {
        this(login, standing, false, new AuditNote());
    }

    /** Of somebody who may stay, as no account is behind them. */
    static Visit standing(Login login) {
        return new Visit(login, () -> true);
    }

    /** Of somebody who may stay as long as their account and their token are as they were. */
    static Visit of(Login login, Authenticator authenticator) {
        return new Visit(login, () -> authenticator.isStanding(login));
    }

    /** Of somebody who logged in by a page, until that session is over or the account changes. */
    static Visit of(
            Login login, LoginSessions sessions, String secret, Authenticator authenticator) {
        BooleanSupplier standing =
                () -> sessions.find(secret).isPresent() && authenticator.isStanding(login);
        return new Visit(login, standing, true, new AuditNote());
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

    /**
     * Throws UNAUTHORISED when the account or the token is gone, or somebody came in unasked and
     * the mill asks by now: what goes on for long asks.
     */
    static void requireStanding(ServerRequest request) {
        Visit visit = of(request).orElse(null);
        if (visit != null && !visit.standing.getAsBoolean()) {
            throw new TidemillException(
                            ErrorCode.UNAUTHORISED,
                            "the account, the token, the session or the open door is not there any more")
                    .withHint("come in again");
        }
    }
}
