package dev.tidemill.node.access;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a token says of a user of an application, who has no account here. Immutable.
 *
 * @param claims by their names; policies compare rows with them
 * @param tables that there are for them, as far as policies let them; null for all that do
 */
public record EndUser(Map<String, String> claims, @Nullable Set<String> tables) {
    public EndUser {
        claims = Map.copyOf(claims);
        tables = tables == null ? null : Set.copyOf(tables);
    }
}
