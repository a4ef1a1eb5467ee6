package dev.tidemill.definitions.policy;

import java.util.Locale;
import java.util.Optional;

/** What a rule lets somebody do with a table. */
public enum Privilege {
    /** Reading its rows by any door. */
    SELECT,
    /** Adding rows; in a keyed table also putting new rows in the place of those with their key. */
    INSERT,
    /** Deleting rows of a keyed table. */
    DELETE,
    /** Making and dropping it, and indexes of it, by statements. */
    DEFINE;

    /** The privilege as it is written, for example {@code select}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The privilege of a word. */
    public static Optional<Privilege> of(String word) {
        for (Privilege privilege : values()) {
            if (privilege.word().equals(word)) {
                return Optional.of(privilege);
            }
        }
        return Optional.empty();
    }
}
