package dev.tidemill.pgwire.session;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a session's client waits for now, so that another connection may cancel it. Begun and ended
 * by the session's thread; cancelled by any.
 */
final class Waiting {
    private final BooleanSupplier gone;
    private final BooleanSupplier standing;
    private @Nullable Patience now;

    /**
     * @param gone whether the client has gone
     * @param standing whether it may stay
     */
    Waiting(BooleanSupplier gone, BooleanSupplier standing) {
        this.gone = requireNonNull(gone, "gone");
        this.standing = requireNonNull(standing, "standing");
    }

    /** A statement begins. */
    Patience begin(Duration time) {
        return again(new Patience(time, gone, standing));
    }

    /** A statement goes on. */
    synchronized Patience again(Patience patience) {
        now = patience;
        return patience;
    }

    /** Nothing is waited for. */
    synchronized void end() {
        now = null;
    }

    /** Cancels what is waited for, if anything is. */
    synchronized void cancel() {
        Patience waited = now;
        if (waited != null) {
            waited.cancel();
        }
    }
}
