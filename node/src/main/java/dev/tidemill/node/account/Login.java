package dev.tidemill.node.account;

import static java.util.Objects.requireNonNull;

import dev.tidemill.node.access.Principal;
import org.jspecify.annotations.Nullable;

/**
 * That somebody came in, and by what: as long as that stands, so does the login.
 *
 * @param user null for who needs no account
 * @param token null when they came by their password
 * @param endUser the token of an application's end user; null for everybody else
 */
public record Login(
        Principal principal,
        @Nullable User user,
        @Nullable Token token,
        @Nullable EndUserToken endUser) {
    public Login {
        requireNonNull(principal, "principal");
    }

    /** Of somebody who needs no account. */
    public static Login of(Principal principal) {
        return new Login(principal, null, null, null);
    }

    /** Of somebody with an account. */
    static Login of(Principal principal, User user, @Nullable Token token) {
        return new Login(principal, user, token, null);
    }
}
