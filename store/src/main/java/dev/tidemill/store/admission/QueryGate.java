package dev.tidemill.store.admission;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets queries run when it is their turn. Each caller has a line of its own, first come, first
 * served; a free place goes to the callers in turn, so nobody waits behind another's long line.
 *
 * <p>Invariants: at most {@code running} queries are inside, at most {@code runningPerCaller} of
 * one caller. A line holds at most {@code waitingPerCaller}.
 *
 * <p>Safe for all threads.
 */
public final class QueryGate {
    /** Lines there may be at once; a caller without a query has none. */
    private static final int LINES_MAX = 1024;

    private static final long LOOK_MILLIS = 20;

    private final GateBounds bounds;
    private final ReentrantLock lock = new ReentrantLock();

    /** In the order in which they are served next. */
    private final Map<Caller, Line> lines = new LinkedHashMap<>();

    private int running;
    private int waiting;
    private long refused;

    public QueryGate(GateBounds bounds) {
        this.bounds = requireNonNull(bounds, "bounds");
    }

    private static final class Line {
        final Deque<Waiter> waiters = new ArrayDeque<>();
        int running;
    }

    private final class Waiter {
        final Condition turn = lock.newCondition();
        boolean inside;
    }

    /**
     * Waits for a place; {@link #leave} gives it back.
     *
     * @param endNanos of the query's own time limit
     * @throws TidemillException TOO_MANY_QUERIES when the line is full or does not move,
     *     QUERY_CANCELLED when the query is cancelled or its time is over meanwhile
     */
    public void enter(Caller caller, Cancellation cancellation, long endNanos) {
        lock.lock();
        try {
            Line line = line(caller);
            Waiter waiter = new Waiter();
            line.waiters.add(waiter);
            waiting++;
            letIn();
            try {
                if (!waiter.inside && line.waiters.size() > bounds.waitingPerCaller()) {
                    throw refuse(
                            line.running
                                    + " of your queries run and "
                                    + (line.waiters.size() - 1)
                                    + " wait");
                }
                await(waiter, cancellation, endNanos);
            } finally {
                if (!waiter.inside) {
                    line.waiters.remove(waiter);
                    waiting--;
                    forget(caller, line);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private Line line(Caller caller) {
        if (!lines.containsKey(caller) && lines.size() >= LINES_MAX) {
            throw refuse("the queries of " + lines.size() + " callers run or wait");
        }
        return lines.computeIfAbsent(caller, _ -> new Line());
    }

    private TidemillException refuse(String fact) {
        refused++;
        return new TidemillException(ErrorCode.TOO_MANY_QUERIES, fact)
                .withHint("Try again in a moment");
    }

    private void await(Waiter waiter, Cancellation cancellation, long endNanos) {
        long lastNanos = System.nanoTime() + bounds.waitMax().toNanos();
        boolean interrupted = false;
        try {
            while (!waiter.inside) {
                cancellation.look();
                long now = System.nanoTime();
                if (cancellation.isRequested() || now - endNanos >= 0) {
                    throw new TidemillException(
                            ErrorCode.QUERY_CANCELLED,
                            cancellation.isRequested()
                                    ? "The query was cancelled while it waited for its turn"
                                    : "The query's time was over before its turn came");
                }
                if (now - lastNanos >= 0) {
                    throw refuse(
                            "the query waited " + bounds.waitMax().toMillis() + " ms for its turn");
                }
                try {
                    waiter.turn.awaitNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS));
                } catch (InterruptedException e) {
                    interrupted = true;
                    cancellation.cancel();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Gives a place back that {@link #enter} gave. */
    public void leave(Caller caller) {
        lock.lock();
        try {
            Line line = requireNonNull(lines.get(caller), "nobody of them is inside");
            line.running--;
            running--;
            forget(caller, line);
            letIn();
        } finally {
            lock.unlock();
        }
    }

    private void forget(Caller caller, Line line) {
        if (line.running == 0 && line.waiters.isEmpty()) {
            lines.remove(caller);
        }
    }

    /** Fills free places; whoever got one stands last in the next round. */
    private void letIn() {
        boolean more = true;
        while (more && running < bounds.running()) {
            more = letOneIn();
        }
    }

    private boolean letOneIn() {
        Iterator<Map.Entry<Caller, Line>> order = lines.entrySet().iterator();
        while (order.hasNext()) {
            Map.Entry<Caller, Line> next = order.next();
            Line line = next.getValue();
            boolean roomForCaller = line.running < bounds.runningPerCaller();
            if (!line.waiters.isEmpty() && roomForCaller) {
                Waiter waiter = line.waiters.remove();
                waiter.inside = true;
                waiter.turn.signal();
                waiting--;
                running++;
                line.running++;
                order.remove();
                lines.put(next.getKey(), line);
                return true;
            }
        }
        return false;
    }

    /** Queries that run. */
    public int running() {
        lock.lock();
        try {
            return running;
        } finally {
            lock.unlock();
        }
    }

    /** Queries that wait for their turn. */
    public int waiting() {
        lock.lock();
        try {
            return waiting;
        } finally {
            lock.unlock();
        }
    }

    /** Queries that found no place, since the start. */
    public long refused() {
        lock.lock();
        try {
            return refused;
        } finally {
            lock.unlock();
        }
    }
}
