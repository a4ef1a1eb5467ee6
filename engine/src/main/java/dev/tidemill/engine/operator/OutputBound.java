package dev.tidemill.engine.operator;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Ends a step whose output would not fit into memory, before it does not: a join of many rows with
 * many is the one operator that can make far more rows than it is given. Thread-safe; one a step.
 */
final class OutputBound {
    /** Values that the output of one step may have: a quarter of the heap at two words each. */
    static final long STEP_VALUES_MAX =
            Math.max(1L << 22, Runtime.getRuntime().maxMemory() / (4 * 16));

    private final int columns;
    private final long valuesMax;
    private final AtomicLong rows = new AtomicLong();

    OutputBound(int columns) {
        this(columns, STEP_VALUES_MAX);
    }

    OutputBound(int columns, long valuesMax) {
        this.columns = Math.max(1, columns);
        this.valuesMax = valuesMax;
    }

    /**
     * Counts rows that are about to be kept for the output.
     *
     * @throws TidemillException {@link ErrorCode#MEMORY_LIMIT} at the bound
     */
    void add(int count) {
        long all = rows.addAndGet(count);
        if (all > valuesMax / columns) {
            throw new TidemillException(
                            ErrorCode.MEMORY_LIMIT,
                            "a join changes more than " + valuesMax / columns + " rows in one tick")
                    .withHint(
                            "Join on more columns, filter before the join, or give the process"
                                    + " more memory.");
        }
    }
}
