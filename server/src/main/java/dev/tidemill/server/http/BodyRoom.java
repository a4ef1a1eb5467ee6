package dev.tidemill.server.http;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The memory for bodies of rows that are being read, parsed and queued: an eighth of the heap for
 * all of them. Whoever finds no room waits for a moment and is then told to come back. Thread-safe.
 */
final class BodyRoom {
    /** Room is given in pieces of so many bytes. */
    private static final long PIECE_BYTES = 1024;

    /** Parsed rows and their record of the journal are beside the body. */
    private static final int COPIES = 3;

    private static final long WAIT_MILLIS = 2_000;

    private final int pieces;
    private final Semaphore free;

    BodyRoom(long bytesMax) {
        this.pieces = Math.clamp(bytesMax / PIECE_BYTES, 1, Integer.MAX_VALUE);
        this.free = new Semaphore(pieces, true);
    }

    static BodyRoom ofThisProcess() {
        return new BodyRoom(Runtime.getRuntime().maxMemory() / 8);
    }

    /**
     * Takes room for a body, of which no more than {@code bytesMax} is in memory at once.
     *
     * @return what {@link #leave} gives back
     * @throws TidemillException BACKPRESSURE
     */
    int enter(ServerRequest request, long bytesMax) throws InterruptedException {
        boolean isPlain = !request.headers().contains(HeaderNames.CONTENT_ENCODING);
        long length = isPlain ? request.headers().contentLength().orElse(bytesMax) : bytesMax;
        long wanted = Math.min(length, bytesMax) * COPIES / PIECE_BYTES + 1;
        int taken = (int) Math.min(wanted, pieces);
        if (!free.tryAcquire(taken, WAIT_MILLIS, TimeUnit.MILLISECONDS)) {
            throw new TidemillException(
                            ErrorCode.BACKPRESSURE, "too many bodies of rows are on their way")
                    .withHint("send the batch again after a moment, or send smaller ones");
        }
        return taken;
    }

    void leave(int taken) {
        free.release(taken);
    }
}
