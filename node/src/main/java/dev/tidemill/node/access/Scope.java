package dev.tidemill.node.access;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What kind of work somebody may do at all, whichever tables it is about. Policies narrow it by
 * table; no policy widens it.
 */
public enum Scope {
    /** Asking: queries, lookups, subscriptions, exports, what is defined. */
    READ,
    /** The numbers of {@code /metrics}, of all tables, without their values. */
    METRICS,
    /** Bringing rows, changing and deleting them. */
    WRITE,
    /** Making and dropping tables and indexes by statements; planning and applying definitions. */
    DEFINE,
    /** What everybody did, by the audit log; who lacks it sees their own acts. */
    AUDIT,
    /** Giving tokens to an application's end users. */
    TOKENS,
    /** All of it, past every policy; and backups, verifying, the audit log. */
    ADMIN;

    /** The scope as it is written, for example {@code read}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The scope of a word. */
    public static Optional<Scope> of(String word) {
        for (Scope scope : values()) {
            if (scope.word().equals(word)) {
                return Optional.of(scope);
            }
        }
        return Optional.empty();
    }

    /** Every scope. */
    public static Set<Scope> all() {
        return EnumSet.allOf(Scope.class);
    }
}
