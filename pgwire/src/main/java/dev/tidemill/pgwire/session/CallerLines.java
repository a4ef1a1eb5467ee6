package dev.tidemill.pgwire.session;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.store.admission.Cancellation;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A line for each user before the gate that all doors share: that one runs a few queries of each
 * user, and lets only some more wait. Here the others wait in their order, of whom there are no
 * more than connections. Safe for all threads.
 */
public final class CallerLines {
    /** Queries of one user that are handed to the gate at once: fewer than it lets wait. */
    static final int AT_GATE = 32;

    private static final long LOOK_MILLIS = 50;

    private final Map<String, Line> lines = new HashMap<>();

    private static final class Line {
        final Semaphore places = new Semaphore(AT_GATE, true);
        int users;
    }

    /** What is done in a place of the line. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws InterruptedException;
    }

    <T> T inTurn(String caller, Cancellation cancellation, Work<T> work)
            throws InterruptedException {
        requireNonNull(caller, "caller");
        Line line = enter(caller);
        try {
            while (!line.places.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                cancellation.look();
                if (cancellation.isRequested()) {
                    throw new TidemillException(ErrorCode.QUERY_CANCELLED, "cancelled");
                }
            }
            try {
                return work.run();
            } finally {
                line.places.release();
            }
        } finally {
            leave(caller, line);
        }
    }

    private synchronized Line enter(String caller) {
        Line line = lines.computeIfAbsent(caller, _ -> new Line());
        line.users++;
        return line;
    }

    private synchronized void leave(String caller, Line line) {
        if (--line.users == 0) {
            lines.remove(caller);
        }
    }
}
