package dev.tidemill.node.check;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * A part of a data folder, and what was found there.
 *
 * @param found what it holds; for a damaged one, what is wrong
 * @param code the damage's error code; null for a part that is whole or was not looked at
 */
public record CheckedPart(String name, State state, String found, @Nullable String code) {
    /** Whether a part is as it must be. */
    public enum State {
        WHOLE,
        DAMAGED,
        /** Another part, which it is compared with, is damaged. */
        NOT_CHECKED
    }

    public CheckedPart {
        requireNonNull(name, "name");
        requireNonNull(state, "state");
        requireNonNull(found, "found");
    }
}
