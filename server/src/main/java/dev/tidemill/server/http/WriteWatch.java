package dev.tidemill.server.http;

import static java.util.Objects.requireNonNull;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.socket.HelidonSocket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes connections whose other end takes nothing of an answer for too long. Such an answer would
 * hold the tick that it is of, and with it all pages that were written anew since. The writer then
 * gets an exception, as for any connection that breaks. Safe for all threads.
 */
final class WriteWatch implements AutoCloseable {
    /** How long one write may wait unless told otherwise. */
    static final Duration WAIT_MAX_DEFAULT = Duration.ofSeconds(30);

    private static final Logger log = LoggerFactory.getLogger(WriteWatch.class);

    private final long waitMaxNanos;
    private final long lookMillis;
    private final Set<Watched> writers = ConcurrentHashMap.newKeySet();
    private final Thread thread;

    /**
     * @param waitMax how long one write may wait, looked after at every eighth of it
     */
    WriteWatch(Duration waitMax) {
        this.waitMaxNanos = waitMax.toNanos();
        this.lookMillis = Math.max(1, waitMax.toMillis() / 8);
        this.thread = Thread.ofVirtual().name("write watch").start(this::look);
    }

    /** A writer that writes to the same socket and is watched until {@link Watched#end}. */
    Watched watch(DataWriter writer, HelidonSocket socket) {
        Watched watched = new Watched(writer, socket);
        writers.add(watched);
        return watched;
    }

    private void look() {
        try {
            while (true) {
                Thread.sleep(lookMillis);
                long now = System.nanoTime();
                writers.removeIf(writer -> writer.endsAt(now));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    /** Knows since when it has been writing. Its methods belong to the connection's thread. */
    final class Watched implements DataWriter {
        private final DataWriter writer;
        private final HelidonSocket socket;

        /** When the write under way began; 0 while there is none. */
        private volatile long since;

        private Watched(DataWriter writer, HelidonSocket socket) {
            this.writer = requireNonNull(writer, "writer");
            this.socket = requireNonNull(socket, "socket");
        }

        private long waits(long now) {
            long began = since;
            return began == 0 ? 0 : now - began;
        }

        /** Whether it has waited for too long; it is closed then. */
        private boolean endsAt(long now) {
            if (waits(now) <= waitMaxNanos) {
                return false;
            }
            giveUp();
            return true;
        }

        private void giveUp() {
            log.warn(
                    "the connection {} is closed: nothing of an answer was taken for {} s",
                    socket.childSocketId(),
                    waitMaxNanos / 1_000_000_000);
            try {
                socket.close();
            } catch (RuntimeException e) {
                log.debug("closing a connection failed", e);
            }
        }

        private void begin() {
            // The lowest bit is set, since 0 means that nothing is written.
            since = System.nanoTime() | 1;
        }

        @Override
        public void write(BufferData... buffers) {
            begin();
            try {
                writer.write(buffers);
            } finally {
                since = 0;
            }
        }

        @Override
        public void write(BufferData buffer) {
            begin();
            try {
                writer.write(buffer);
            } finally {
                since = 0;
            }
        }

        @Override
        public void writeNow(BufferData... buffers) {
            begin();
            try {
                writer.writeNow(buffers);
            } finally {
                since = 0;
            }
        }

        @Override
        public void writeNow(BufferData buffer) {
            begin();
            try {
                writer.writeNow(buffer);
            } finally {
                since = 0;
            }
        }

        @Override
        public void flush() {
            begin();
            try {
                writer.flush();
            } finally {
                since = 0;
            }
        }

        @Override
        public void close() {
            writer.close();
        }

        /** The connection ends. */
        void end() {
            writers.remove(this);
        }
    }
}
