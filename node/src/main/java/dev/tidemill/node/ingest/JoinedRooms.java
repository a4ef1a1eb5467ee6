package dev.tidemill.node.ingest;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.TidemillException;

/** Room that is there while it is in both of two. Safe for all threads. */
public record JoinedRooms(IntakeRoom first, IntakeRoom second) implements IntakeRoom {
    public JoinedRooms {
        requireNonNull(first, "first");
        requireNonNull(second, "second");
    }

    @Override
    public boolean isThere() {
        return first.isThere() && second.isThere();
    }

    @Override
    public boolean takesDeletions() {
        return first.takesDeletions() && second.takesDeletions();
    }

    @Override
    public void await() throws InterruptedException {
        first.await();
        second.await();
    }

    /** Of the first one that has none; there may be some again by now. */
    @Override
    public TidemillException refusal() {
        return first.isThere() ? second.refusal() : first.refusal();
    }
}
