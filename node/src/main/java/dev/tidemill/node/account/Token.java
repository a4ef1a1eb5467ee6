package dev.tidemill.node.account;

import static java.util.Objects.requireNonNull;

import dev.tidemill.node.access.Scope;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A token of a user, as it is kept: its secret is not.
 *
 * @param id what lists call it; it is no secret
 * @param user whose it is
 * @param scopes what it may be used for, as far as its user may
 * @param digest SHA-256 of the secret, in hexadecimal digits; the secret is random, so no more is
 *     needed
 * @param expires null for never
 */
public record Token(
        String id,
        String user,
        Set<Scope> scopes,
        String digest,
        Instant created,
        @Nullable Instant expires) {
    public Token {
        requireNonNull(id, "id");
        requireNonNull(user, "user");
        scopes = Set.copyOf(scopes);
        requireNonNull(digest, "digest");
        requireNonNull(created, "created");
    }

    /** Whether it is too old at a time. */
    public boolean isExpired(Instant now) {
        return expires != null && !now.isBefore(expires);
    }
}
