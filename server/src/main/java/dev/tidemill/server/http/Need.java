package dev.tidemill.server.http;

import dev.tidemill.node.Session;
import dev.tidemill.node.access.Scope;
import org.jspecify.annotations.Nullable;

/**
 * What whoever comes by a route must be allowed, whichever table it is about; what they may do with
 * the table is asked by what answers.
 */
public enum Need {
    /** Nothing: it tells nothing of the data, and probes have no accounts. */
    NOTHING(null, false),
    /** To have come in; what is asked for decides about the rest, as of a statement. */
    LOGIN(null, false),
    /** Numbers of all tables, without their values. */
    METRICS(Scope.METRICS, false),
    /** Reading what policies let through. */
    READ(Scope.READ, false),
    /** Reading what is not told apart by tables. */
    READ_ALL(Scope.READ, true),
    /** Writing what policies let. */
    WRITE(Scope.WRITE, false),
    /** Writing what is not told apart by tables. */
    WRITE_ALL(Scope.WRITE, true),
    /** Changing the definitions, those of policies among them. */
    DEFINE_ALL(Scope.DEFINE, true),
    /** Seeing what everybody did. */
    AUDIT(Scope.AUDIT, false),
    /** Giving tokens to an application's end users. */
    TOKENS(Scope.TOKENS, false),
    /** An administrator. */
    ADMIN(Scope.ADMIN, true);

    private final @Nullable Scope scope;
    private final boolean all;

    Need(@Nullable Scope scope, boolean all) {
        this.scope = scope;
        this.all = all;
    }

    /** Throws FORBIDDEN unless the session's principal is allowed. */
    void require(Session session, String route) {
        if (scope != null && all) {
            session.requireUnrestricted(scope, route);
        } else if (scope != null) {
            session.principal().require(scope);
        }
    }
}
