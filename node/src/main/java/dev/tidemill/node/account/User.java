package dev.tidemill.node.account;

import static java.util.Objects.requireNonNull;

import dev.tidemill.node.access.Scope;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who may come in.
 *
 * @param scopes the most that they and their tokens may do
 * @param password what it is checked against; null for one who comes with tokens only
 */
public record User(
        String name, Set<Scope> scopes, @Nullable PasswordHash password, Instant created) {
    public User {
        AccountNames.checked(name);
        scopes = Set.copyOf(scopes);
        requireNonNull(created, "created");
    }

    /** The same user with another password. */
    public User withPassword(@Nullable PasswordHash other) {
        return new User(name, scopes, other, created);
    }
}
