package dev.tidemill.engine.circuit;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.engine.state.PageAllocator;
import java.util.function.LongSupplier;

/**
 * Ends work that makes state pass its budget, before there is no memory. Between ticks the budget
 * itself counts, and whoever runs the circuit keeps it; within a tick, and while ticks are run
 * again, state may be a quarter more, so that a tick can end and be judged as a whole.
 *
 * <p>State is what is in use. The allocator counts more: old pages that a snapshot still sees,
 * which every tick makes, as the newest one is published, and copies that a build throws away. So
 * its count, which costs nothing, only says when to look; who is to go is judged by the pages in
 * use. All of them together may fill three quarters of the heap that is for rows, and then whoever
 * adds has to go, since there would be no memory.
 *
 * <p>The circuit's thread only.
 */
final class StateCeiling {
    private static final int PART_OF_BUDGET = 4;

    /** A step that adds less than such a part of the room above the budget is not to blame. */
    private static final int PART_OF_ROOM = 16;

    /** What the program takes of the heap before there is a row. */
    private static final long HEAP_OWN = 64L << 20;

    private static final String HINT =
            "let it keep less, drop what nobody needs, or give the process more memory";

    private final PageAllocator allocator;
    private final LongSupplier liveBytes;
    private final long bytes;

    /** Of all pages, those that are not in use included. */
    private final long countedMax;

    private long countedBefore;
    private long liveBefore;

    /**
     * @param liveBytes of the pages in use; asked only when the allocator has counted more than the
     *     ceiling
     */
    StateCeiling(PageAllocator allocator, LongSupplier liveBytes) {
        this(allocator, liveBytes, (Runtime.getRuntime().maxMemory() - HEAP_OWN) / 4 * 3);
    }

    StateCeiling(PageAllocator allocator, LongSupplier liveBytes, long heapPart) {
        this.allocator = requireNonNull(allocator, "allocator");
        this.liveBytes = requireNonNull(liveBytes, "liveBytes");
        long budget = allocator.budgetBytes();
        this.bytes =
                budget > Long.MAX_VALUE / 2 ? Long.MAX_VALUE : budget + budget / PART_OF_BUDGET;
        this.countedMax = Math.max(bytes, heapPart);
    }

    /** Whether more pages are in use than the ceiling allows. */
    boolean isPassed() {
        return allocator.bytes() > bytes && liveBytes.getAsLong() > bytes;
    }

    /** Whether all pages together take more of the heap than is for them. */
    boolean isHeapPassed() {
        return allocator.bytes() > countedMax;
    }

    /** Whether more pages are in use than the budget itself. */
    boolean isBudgetPassed() {
        long budget = allocator.budgetBytes();
        return allocator.bytes() > budget && liveBytes.getAsLong() > budget;
    }

    /** Remembers what there is before a step. */
    void mark() {
        countedBefore = allocator.bytes();
        // Fewer pages are in use than are counted, so that a step is blamed for less at most.
        liveBefore = countedBefore > bytes ? liveBytes.getAsLong() : countedBefore;
    }

    /**
     * Behind a step, since {@link #mark}, of a live table that runs.
     *
     * @throws TidemillException STATE_OVER_BUDGET when the step is what made state pass the ceiling
     */
    void requireStep() {
        long counted = allocator.bytes();
        if (counted <= bytes) {
            return;
        }
        long live = liveBytes.getAsLong();
        if (live > bytes && isMuch(live - liveBefore)) {
            throw refusal(ErrorCode.STATE_OVER_BUDGET, "one tick would make", live, bytes);
        }
        if (counted > countedMax && isMuch(counted - countedBefore)) {
            throw refusal(
                    ErrorCode.STATE_OVER_BUDGET,
                    "with the old pages that readers see, one tick would make",
                    counted,
                    countedMax);
        }
    }

    private boolean isMuch(long added) {
        return added >= (bytes - allocator.budgetBytes()) / PART_OF_ROOM;
    }

    /**
     * Behind a part of the work on a table that is built.
     *
     * @param inTick whether a tick waits for it; otherwise the budget itself is kept
     * @throws TidemillException BUILD_OVER_BUDGET
     */
    void requireBuild(boolean inTick) {
        long most = inTick ? bytes : allocator.budgetBytes();
        long counted = allocator.bytes();
        if (counted <= most) {
            return;
        }
        long live = liveBytes.getAsLong();
        if (live > most) {
            throw refusal(ErrorCode.BUILD_OVER_BUDGET, "building it would make", live, most);
        }
        if (counted > countedMax) {
            throw refusal(
                    ErrorCode.BUILD_OVER_BUDGET,
                    "with copies and old pages, building it would make",
                    counted,
                    countedMax);
        }
    }

    private static TidemillException refusal(ErrorCode code, String what, long bytes, long most) {
        return new TidemillException(
                        code, "%s state %,d bytes, of %,d at most".formatted(what, bytes, most))
                .withHint(HINT);
    }
}
