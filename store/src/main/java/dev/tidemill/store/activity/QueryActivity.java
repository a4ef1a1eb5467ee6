package dev.tidemill.store.activity;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.store.admission.Caller;
import dev.tidemill.store.admission.Cancellation;
import dev.tidemill.store.admission.QueryGate;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The queries that run or wait, and counts of those that have ended. How many there can be is
 * bounded by the gate. Safe for all threads.
 */
public final class QueryActivity {
    private static final int SQL_LENGTH_KEPT = 4000;

    private final QueryGate gate;
    private final SlowQueryLog slow;
    private final Map<Long, ActiveQuery> active = new ConcurrentHashMap<>();
    private final AtomicLong ids = new AtomicLong();
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong cancelled = new AtomicLong();
    private final AtomicLong runNanos = new AtomicLong();
    private final AtomicLong waitNanos = new AtomicLong();
    private final CallerCosts costs = new CallerCosts();
    private final TableQueries tables = new TableQueries();

    public QueryActivity(QueryGate gate, SlowQueryLog slow) {
        this.gate = requireNonNull(gate, "gate");
        this.slow = requireNonNull(slow, "slow");
    }

    /** Begins a query; {@link #end} ends it. */
    public ActiveQuery begin(Caller caller, String sql, Cancellation cancellation) {
        ActiveQuery query =
                new ActiveQuery(ids.incrementAndGet(), caller, shortened(sql), cancellation);
        active.put(query.id(), query);
        return query;
    }

    private static String shortened(String sql) {
        return sql.length() <= SQL_LENGTH_KEPT ? sql : sql.substring(0, SQL_LENGTH_KEPT) + "…";
    }

    /**
     * Counts a query that has ended.
     *
     * @param failure how it ended; null when it was answered
     */
    public void end(ActiveQuery query, @Nullable ErrorCode failure) {
        active.remove(query.id());
        if (!query.isRunning()) {
            if (failure == ErrorCode.QUERY_CANCELLED) {
                cancelled.incrementAndGet();
            }
            return;
        }
        long nanos = query.runNanos();
        runNanos.addAndGet(nanos);
        waitNanos.addAndGet(query.waitNanos());
        counter(failure).incrementAndGet();
        costs.add(query, nanos, failure == null);
        if (!query.caller().equals(Caller.MILL)) {
            tables.add(query.tables());
        }
        if (slow.isSlow(nanos)) {
            slow.add(SlowQuery.of(query, nanos, failure));
        }
    }

    private AtomicLong counter(@Nullable ErrorCode failure) {
        if (failure == null) {
            return answered;
        }
        return failure == ErrorCode.QUERY_CANCELLED ? cancelled : failed;
    }

    /** The queries that run or wait, the oldest first. */
    public List<ActiveQuery> active() {
        return active.values().stream().sorted(Comparator.comparingLong(ActiveQuery::id)).toList();
    }

    /** Asks a query to stop; false when there is none with this id. */
    public boolean cancel(long id) {
        ActiveQuery query = active.get(id);
        if (query == null) {
            return false;
        }
        query.cancel();
        return true;
    }

    public SlowQueryLog slow() {
        return slow;
    }

    public int running() {
        return gate.running();
    }

    public int waiting() {
        return gate.waiting();
    }

    /** Queries that found no place. */
    public long refused() {
        return gate.refused();
    }

    /** Queries whose turn came and that were answered. */
    public long answered() {
        return answered.get();
    }

    /** Queries that were stopped, by their callers or their time limit. */
    public long cancelled() {
        return cancelled.get();
    }

    /** Queries that ended in another error. */
    public long failed() {
        return failed.get();
    }

    /** Queries whose turn came and that have ended. */
    public long ended() {
        return answered() + cancelled() + failed();
    }

    /** What the queries of each caller have cost, by the caller's name. */
    public List<CallerCost> costs() {
        return costs.costs();
    }

    /** How many queries that have ended read a table; the mill's own are not counted. */
    public long queriesOf(String table) {
        return tables.of(table);
    }

    /** How long those that have ended ran, together. */
    public long runNanosTotal() {
        return runNanos.get();
    }

    /** How long those that have ended had waited, together. */
    public long waitNanosTotal() {
        return waitNanos.get();
    }
}
