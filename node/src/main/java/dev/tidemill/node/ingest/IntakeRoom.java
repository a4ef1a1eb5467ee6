package dev.tidemill.node.ingest;

import dev.tidemill.algebra.error.TidemillException;

/**
 * Whether the mill can take more rows from outside, for a reason other than the queue. Safe for all
 * threads.
 */
public interface IntakeRoom {
    /** There always is. */
    IntakeRoom ALWAYS =
            new IntakeRoom() {
                @Override
                public boolean isThere() {
                    return true;
                }

                @Override
                public void await() {}

                @Override
                public TidemillException refusal() {
                    throw new IllegalStateException("there is room");
                }
            };

    boolean isThere();

    /** Whether deletions may enter, though there may be no room for rows. */
    default boolean takesDeletions() {
        return true;
    }

    /** Returns once there is room, or the mill closes. */
    void await() throws InterruptedException;

    /** What is told to whoever does not wait. */
    TidemillException refusal();
}
