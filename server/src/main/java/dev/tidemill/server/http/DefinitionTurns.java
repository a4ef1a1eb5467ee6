package dev.tidemill.server.http;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import java.util.concurrent.Semaphore;

/** How many requests with definitions are answered at once. Safe for all threads. */
final class DefinitionTurns {
    /** The most such requests at once; more are told to come back. */
    static final int TURNS_MAX = 4;

    private final Semaphore turns = new Semaphore(TURNS_MAX);

    /** A request's right to be read, until it is closed. */
    interface Turn extends AutoCloseable {
        @Override
        void close();
    }

    /** Throws BACKPRESSURE when there are too many already. */
    Turn take() {
        if (!turns.tryAcquire()) {
            throw new TidemillException(
                            ErrorCode.BACKPRESSURE,
                            TURNS_MAX + " requests with definitions are being answered")
                    .withHint("come again in a moment");
        }
        return turns::release;
    }
}
