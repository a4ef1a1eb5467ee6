package dev.tidemill.definitions.action;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * How much an action tells in all and of one row.
 *
 * @param perAction null for no bound
 * @param perKey null for no bound
 * @param excess what becomes of what is beyond
 */
public record Limits(@Nullable Limit perAction, @Nullable Limit perKey, Excess excess) {
    /** Everything is told. */
    public static final Limits NONE = new Limits(null, null, Excess.DROP);

    /** What becomes of notices beyond a limit. */
    public enum Excess {
        /** They are counted, and never told. */
        DROP,
        /** They are told as soon as the limit allows it. */
        DELAY
    }

    public Limits {
        requireNonNull(excess, "excess");
    }
}
