package dev.tidemill.node.access;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.store.admission.Caller;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * On whose behalf something is asked or done. It says who it is; {@link Access} says what that
 * means. Immutable.
 *
 * @param name of the user, never blank; {@code current_user} in policies
 * @param roles that it has besides those that policies give its name
 * @param scopes what kinds of work it may do; one that has {@link Scope#ADMIN} may do all
 * @param endUser what is known of a user of an application; null for who is none
 */
public record Principal(
        String name, Set<String> roles, Set<Scope> scopes, @Nullable EndUser endUser) {
    /** Whoever is on this machine while nobody has to say who they are: an administrator. */
    public static final Principal LOCAL = administrator(Caller.LOCAL.name());

    /** Whoever shows the server's own token: an administrator. */
    public static final Principal TOKEN = administrator(Caller.TOKEN.name());

    /** The mill itself. */
    public static final Principal MILL = administrator(Caller.MILL.name());

    public Principal {
        requireNonNull(name, "name");
        if (name.isBlank()) {
            throw new IllegalArgumentException("a principal without a name");
        }
        roles = Set.copyOf(roles);
        scopes = Set.copyOf(scopes);
    }

    /** Somebody who is no end user. */
    public Principal(String name, Set<String> roles, Set<Scope> scopes) {
        this(name, roles, scopes, null);
    }

    /** What a token says of who asks; nothing of those who are no end users. */
    Map<String, String> claims() {
        return endUser == null ? Map.of() : endUser.claims();
    }

    /** Whether a table may be there for it at all, whatever policies grant. */
    boolean mayMean(String table) {
        return endUser == null || endUser.tables() == null || endUser.tables().contains(table);
    }

    /** Somebody who may do everything. */
    public static Principal administrator(String name) {
        return new Principal(name, Set.of(), Scope.all());
    }

    /** Somebody who may do some kinds of work, as far as policies let them. */
    public static Principal user(String name, Set<Scope> scopes) {
        return new Principal(name, Set.of(), scopes);
    }

    /** Whether no policy holds for it. */
    public boolean isAdministrator() {
        return scopes.contains(Scope.ADMIN);
    }

    /** Whether it may do this kind of work at all. */
    public boolean has(Scope scope) {
        return isAdministrator() || scopes.contains(scope);
    }

    /** Throws FORBIDDEN unless it may do this kind of work; no policy is asked. */
    public void require(Scope scope) {
        if (!has(scope)) {
            throw new TidemillException(
                            ErrorCode.FORBIDDEN,
                            "%s may not do this: it needs the scope %s"
                                    .formatted(name, scope.word()))
                    .withHint("an administrator gives scopes: tidemill user, tidemill token");
        }
    }

    /** How queries and their limits know it. */
    public Caller caller() {
        return new Caller(name);
    }
}
