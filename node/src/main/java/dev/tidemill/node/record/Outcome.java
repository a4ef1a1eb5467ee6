package dev.tidemill.node.record;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import java.util.List;

/**
 * What came of a tick for want of memory, though the tick's own entries do not say so. A process
 * with more memory would make something else of the tick, so it is written down behind it, and a
 * replay is told of it before it runs the tick.
 */
public sealed interface Outcome {
    /** The tick that it came of. */
    long tick();

    /**
     * A live table was suspended.
     *
     * @param isBehind whether behind the tick; otherwise it failed in it, and the tick's changes
     *     have none of it
     */
    record Suspended(long tick, boolean isBehind, SuspensionEntry what) implements Outcome {
        public Suspended {
            requireNonNull(what, "what");
        }
    }

    /** Tables that were built beside the ticks, and were to be there from this one on, are not. */
    record NotBuilt(long tick, List<BuiltEntry.Built> tables, BuiltEntry.Failure failure)
            implements Outcome {
        public NotBuilt {
            tables = List.copyOf(tables);
            requireNonNull(failure, "failure");
        }
    }

    /** Whether a failure with this code depends on the machine: its memory, or its disk. */
    static boolean isOfTheMachine(ErrorCode code) {
        return code == ErrorCode.HISTORY_FAILED
                || code == ErrorCode.STATE_OVER_BUDGET
                || code == ErrorCode.BUILD_OVER_BUDGET
                || code == ErrorCode.MEMORY_LIMIT;
    }
}
