package dev.tidemill.server.http;

import io.helidon.common.buffers.DataReader;
import io.helidon.common.socket.HelidonSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a connection. While a request is worked on, its thread may let another one read what
 * comes next: that tells when the other end goes away, and what comes is kept for the next request.
 *
 * <p>Owned by the connection's thread.
 */
final class ReadAhead implements Supplier<byte[]> {
    private final DataReader before;
    private final HelidonSocket socket;
    private @Nullable CompletableFuture<byte[]> ahead;
    private boolean isOver;

    /**
     * @param before holds what was read before the protocol was known
     */
    ReadAhead(DataReader before, HelidonSocket socket) {
        this.before = before;
        this.socket = socket;
    }

    /** The next bytes; null at the end, which the library expects of such a supplier. */
    @Override
    @SuppressWarnings("NullAway")
    public byte[] get() {
        if (isOver) {
            return null;
        }
        if (before.available() > 0) {
            return before.readBytes(before.available());
        }
        CompletableFuture<byte[]> read = ahead;
        if (read == null) {
            return socket.get();
        }
        ahead = null;
        try {
            return read.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            socket.close();
            throw new UncheckedIOException(new IOException("interrupted while reading", e));
        } catch (ExecutionException e) {
            throw new UncheckedIOException(new IOException("the connection broke", e));
        }
    }

    /** No more is read: to whoever reads, the other end has gone. */
    void end() {
        isOver = true;
    }

    /**
     * Whether the other end has gone. The first question begins to look, and is answered with no.
     */
    boolean isEnded() {
        CompletableFuture<byte[]> read = ahead;
        if (read == null) {
            CompletableFuture<byte[]> begun = new CompletableFuture<>();
            Thread.ofVirtual().name("read-ahead").start(() -> read(begun));
            ahead = begun;
            return false;
        }
        return read.isCompletedExceptionally() || (read.isDone() && read.join() == null);
    }

    private void read(CompletableFuture<byte[]> into) {
        try {
            into.complete(socket.get());
        } catch (RuntimeException e) {
            into.completeExceptionally(e);
        }
    }
}
