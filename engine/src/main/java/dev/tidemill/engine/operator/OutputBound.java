package dev.tidemill.engine.operator;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Ends a step whose output would not fit into memory, before it does not: a join of many rows with
 * many, or arrays that are unnested, can make far more rows than were given. Thread-safe; one a
 * step.
 */
final class OutputBound {
    private static final int VALUE_BYTES = 16;

    /** Values that the output of one step may have: an eighth of the heap at two words each. */
    static final long STEP_VALUES_MAX =
            Math.max(1L << 18, Runtime.getRuntime().maxMemory() / (8 * VALUE_BYTES));

    private final int columns;
    private final long valuesMax;
    private final AtomicLong values = new AtomicLong();

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
        addValues((long) count * columns);
    }

    /**
     * Counts rows that are kept for the output; long texts count as more values.
     *
     * @throws TidemillException {@link ErrorCode#MEMORY_LIMIT} at the bound
     */
    void add(Batch rows) {
        addValues(Math.max((long) rows.size() * columns, rows.bytes() / VALUE_BYTES));
    }

    /**
     * Looks ahead: rows that are being made and not counted yet.
     *
     * @throws TidemillException {@link ErrorCode#MEMORY_LIMIT} when they would be too many
     */
    void require(int rows) {
        if (values.get() + (long) rows * columns > valuesMax) {
            addValues((long) rows * columns);
        }
    }

    /** Counts bytes of texts that are about to be kept for the output. */
    void addBytes(long bytes) {
        addValues(bytes / VALUE_BYTES);
    }

    private void addValues(long more) {
        if (values.addAndGet(more) > valuesMax) {
            throw new TidemillException(
                            ErrorCode.MEMORY_LIMIT,
                            "one step makes more than %,d rows of this width, or %,d bytes"
                                    .formatted(valuesMax / columns, valuesMax * VALUE_BYTES))
                    .withHint(
                            "join on more columns, filter before, or give the process more"
                                    + " memory");
        }
    }
}
