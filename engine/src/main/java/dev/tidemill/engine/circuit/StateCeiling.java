package dev.tidemill.engine.circuit;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.engine.state.PageAllocator;

/**
 * Ends work that makes state pass its budget, before there is no memory. Between ticks the budget
 * itself counts, and whoever runs the circuit keeps it; within a tick, and while ticks are run
 * again, state may be a quarter more, so that a tick can end and be judged as a whole.
 *
 * <p>Thread-safe, as its allocator is.
 */
final class StateCeiling {
    private static final int PART_OF_BUDGET = 4;

    /** A step that adds less than such a part of the room above the budget is not to blame. */
    private static final int PART_OF_ROOM = 16;

    private final PageAllocator allocator;
    private final long bytes;

    StateCeiling(PageAllocator allocator) {
        this.allocator = requireNonNull(allocator, "allocator");
        long budget = allocator.budgetBytes();
        this.bytes =
                budget > Long.MAX_VALUE / 2 ? Long.MAX_VALUE : budget + budget / PART_OF_BUDGET;
    }

    /** Bytes that are counted now. */
    long counted() {
        return allocator.bytes();
    }

    boolean isPassed() {
        return allocator.bytes() > bytes;
    }

    /**
     * Behind a step of a live table that runs.
     *
     * @param before what was counted before the step
     * @throws TidemillException STATE_OVER_BUDGET when the step is what made state pass the ceiling
     */
    void requireStep(long before) {
        long now = allocator.bytes();
        if (now > bytes && now - before >= (bytes - allocator.budgetBytes()) / PART_OF_ROOM) {
            throw new TidemillException(
                            ErrorCode.STATE_OVER_BUDGET,
                            "one tick would make state %,d bytes, of %,d at most"
                                    .formatted(now, bytes))
                    .withHint(HINT);
        }
    }

    /**
     * Behind a part of the work on a table that is built.
     *
     * @param inTick whether a tick waits for it; otherwise the budget itself is kept
     * @throws TidemillException BUILD_OVER_BUDGET
     */
    void requireBuild(boolean inTick) {
        long now = allocator.bytes();
        if (now > (inTick ? bytes : allocator.budgetBytes())) {
            throw new TidemillException(
                            ErrorCode.BUILD_OVER_BUDGET,
                            "building it would make state %,d bytes, of %,d at most"
                                    .formatted(now, inTick ? bytes : allocator.budgetBytes()))
                    .withHint(HINT);
        }
    }

    private static final String HINT =
            "let it keep less, drop what nobody needs, or give the process more memory";
}
