package dev.tidemill.store.admission;

import static java.util.Objects.requireNonNull;

import java.util.function.BooleanSupplier;

/**
 * Lets another thread stop a query, and tells the query when whoever asked it is gone. One for each
 * query.
 */
public final class Cancellation {
    private final BooleanSupplier gone;
    private volatile boolean requested;

    public Cancellation() {
        this(() -> false);
    }

    /**
     * @param gone whether nobody waits for the answer any more. It is asked now and then by the
     *     thread that waits for the query's end, and by no other.
     */
    public Cancellation(BooleanSupplier gone) {
        this.gone = requireNonNull(gone, "gone");
    }

    /** Asks for the query to stop; it ends with QUERY_CANCELLED within some milliseconds. */
    public void cancel() {
        requested = true;
    }

    /** Cancels when nobody waits any more. Only the thread that waits for the query calls it. */
    public void look() {
        if (!requested && gone.getAsBoolean()) {
            cancel();
        }
    }

    public boolean isRequested() {
        return requested;
    }
}
