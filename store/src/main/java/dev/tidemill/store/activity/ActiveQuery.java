package dev.tidemill.store.activity;

import static java.util.Objects.requireNonNull;

import dev.tidemill.store.admission.Caller;
import dev.tidemill.store.admission.Cancellation;
import java.time.Instant;
import java.util.Set;

/**
 * One query from when it is asked to its end. The thread that runs it writes, any thread reads; a
 * reader may see a query's numbers a moment late.
 */
public final class ActiveQuery {
    private final long id;
    private final Caller caller;
    private final String sql;
    private final Cancellation cancellation;
    private final Instant asked = Instant.now();
    private final long askedNanos = System.nanoTime();
    private volatile long startedNanos;
    private volatile boolean started;
    private volatile long tick = -1;
    private volatile long rowsReached;
    private volatile long rows;
    private volatile long bytes;
    private volatile Set<String> tables = Set.of();

    ActiveQuery(long id, Caller caller, String sql, Cancellation cancellation) {
        this.id = id;
        this.caller = requireNonNull(caller, "caller");
        this.sql = requireNonNull(sql, "sql");
        this.cancellation = requireNonNull(cancellation, "cancellation");
    }

    /** Its turn has come. */
    public void started() {
        startedNanos = System.nanoTime();
        started = true;
    }

    /**
     * What it reads, and as of which tick.
     *
     * @param rowsThere rows of these tables
     */
    public void reads(long newTick, Set<String> names, long rowsThere) {
        tick = newTick;
        rowsReached = rowsThere;
        tables = Set.copyOf(names);
    }

    /** What it has answered so far. */
    public void answered(long newRows, long newBytes) {
        rows = newRows;
        bytes = newBytes;
    }

    public long id() {
        return id;
    }

    public Caller caller() {
        return caller;
    }

    /** Its text, cut where it is very long. */
    public String sql() {
        return sql;
    }

    public Instant asked() {
        return asked;
    }

    /** Whether its turn has come. */
    public boolean isRunning() {
        return started;
    }

    /** The tick that it reads; -1 before that is known. */
    public long tick() {
        return tick;
    }

    public Set<String> tables() {
        return tables;
    }

    /** Rows of the tables that it reads; 0 before that is known. */
    public long rowsReached() {
        return rowsReached;
    }

    public long rows() {
        return rows;
    }

    public long bytes() {
        return bytes;
    }

    /** Time until its turn came, or until now. */
    public long waitNanos() {
        return (started ? startedNanos : System.nanoTime()) - askedNanos;
    }

    /** Time since its turn came; 0 while it waits. */
    public long runNanos() {
        return started ? System.nanoTime() - startedNanos : 0;
    }

    void cancel() {
        cancellation.cancel();
    }
}
