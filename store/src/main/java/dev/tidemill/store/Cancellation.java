package dev.tidemill.store;

/** Lets another thread stop a query. One for each query. */
public final class Cancellation {
    private volatile boolean requested;

    /** Asks for the query to stop; it ends with QUERY_CANCELLED within some milliseconds. */
    public void cancel() {
        requested = true;
    }

    public boolean isRequested() {
        return requested;
    }
}
