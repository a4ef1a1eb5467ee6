package dev.tidemill.pgwire.session;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.store.admission.Cancellation;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * How long a statement is waited for: until its time is over, its client asks for its end, or has
 * gone. Looked at by the session's thread; cancelled by any.
 */
final class Patience {
    /** Looking for a client costs a moment of waiting for what it sends. */
    private static final long LOOK_NANOS = 50_000_000;

    private final BooleanSupplier gone;
    private final BooleanSupplier standing;
    private long lookedNanos = System.nanoTime();
    private long endNanos;
    private boolean bounded;
    private final Cancellation plain = new Cancellation(this::isUnwanted);
    private final Cancellation looking;
    private volatile Reason reason = Reason.NONE;
    private volatile boolean abandoned;

    private enum Reason {
        NONE,
        USER,
        TIME,
        GONE,
        BARRED
    }

    /**
     * @param time zero for no bound
     * @param gone whether the client has gone; asked by the session's thread alone
     * @param standing whether the client may stay
     */
    Patience(Duration time, BooleanSupplier gone, BooleanSupplier standing) {
        this.gone = requireNonNull(gone, "gone");
        this.standing = requireNonNull(standing, "standing");
        this.looking = new Cancellation(this::isOver);
        restart(time);
    }

    /** Begins to count the time: a cursor's is that of each page. */
    void restart(Duration time) {
        bounded = !time.isZero();
        endNanos = System.nanoTime() + (bounded ? time.toNanos() : 0);
    }

    /**
     * Thrown by looks of the thread that reads rows which nobody wants any more: it returns then,
     * as a reader may who has enough. Cancelling the query would fail its transaction.
     */
    static final class Abandoned extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private Abandoned() {
            super("nobody wants these rows", null, false, false);
        }
    }

    private boolean isUnwanted() {
        if (abandoned) {
            throw new Abandoned();
        }
        return false;
    }

    /** Nobody wants more rows. */
    void abandon() {
        abandoned = true;
    }

    /** For what runs on another thread, while the session's looks. */
    Cancellation cancellation() {
        return plain;
    }

    /** For what runs on the session's own thread, and looks itself. */
    Cancellation looking() {
        return looking;
    }

    /** The client asks for the statement's end, by another connection. */
    void cancel() {
        if (reason == Reason.NONE) {
            reason = Reason.USER;
        }
        stop();
    }

    private void stop() {
        plain.cancel();
        looking.cancel();
    }

    /** Cancels the statement when its time is over, or its client has gone. */
    void look() {
        if (!plain.isRequested() && isOver()) {
            stop();
        }
    }

    /** Whether the statement is to end; looks for that. */
    boolean isCancelled() {
        look();
        return plain.isRequested();
    }

    /** Throws when the statement is to end. */
    void requireMore() {
        look();
        if (plain.isRequested()) {
            throw explained(new TidemillException(ErrorCode.QUERY_CANCELLED, "cancelled"));
        }
    }

    private boolean isOver() {
        if (bounded && System.nanoTime() - endNanos >= 0) {
            reason = Reason.TIME;
            return true;
        }
        long now = System.nanoTime();
        if (now - lookedNanos < LOOK_NANOS) {
            return false;
        }
        boolean left = gone.getAsBoolean();
        lookedNanos = System.nanoTime();
        if (left) {
            reason = Reason.GONE;
            return true;
        }
        if (!standing.getAsBoolean()) {
            reason = Reason.BARRED;
            return true;
        }
        return false;
    }

    /** What a cancelled statement is told, in the words that clients know. */
    TidemillException explained(TidemillException e) {
        if (e.errorCode() != ErrorCode.QUERY_CANCELLED) {
            return e;
        }
        return switch (reason) {
            case NONE -> e;
            case USER -> cancelled("canceling statement due to user request", e);
            case TIME -> cancelled("canceling statement due to statement timeout", e);
            case GONE -> cancelled("canceling statement as its client has gone", e);
            case BARRED ->
                    new TidemillException(
                            ErrorCode.UNAUTHORISED,
                            "the account, or the open door, is not there any more",
                            e);
        };
    }

    private static TidemillException cancelled(String fact, TidemillException e) {
        return new TidemillException(ErrorCode.QUERY_CANCELLED, fact, e);
    }
}
