package dev.tidemill.node.ingest;

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
            };

    boolean isThere();

    /** Returns once there is room, or the mill closes. */
    void await() throws InterruptedException;
}
