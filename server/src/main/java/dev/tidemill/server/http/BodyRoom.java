package dev.tidemill.server.http;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The memory for bodies of rows that are being read, parsed and queued. A body takes room as its
 * bytes come, and gives it back behind each chunk: one that comes slowly holds no more than has
 * come. Who finds no room waits for a moment and is then told to come back. Thread-safe.
 */
final class BodyRoom {
    /** Room is given in pieces of so many bytes. */
    static final int PIECE_BYTES = 1024;

    /** Parsed rows and their record of the journal are beside the body. */
    static final int COPIES = 3;

    /** So much is asked for at once, and read at once. */
    private static final int READ_BYTES = 1 << 16;

    private static final int PART_FOR_ROWS = 8;
    private static final int PART_FOR_DELETIONS = 32;
    private static final long WAIT_MILLIS = 2_000;

    private final int pieces;
    private final long waitMillis;
    private final Semaphore free;

    BodyRoom(long bytesMax, long waitMillis) {
        this.pieces = Math.clamp(bytesMax / PIECE_BYTES, 1, Integer.MAX_VALUE);
        this.waitMillis = waitMillis;
        this.free = new Semaphore(pieces, true);
    }

    /** An eighth of the heap, for rows. */
    static BodyRoom forRows() {
        return new BodyRoom(Runtime.getRuntime().maxMemory() / PART_FOR_ROWS, WAIT_MILLIS);
    }

    /** A thirty-second of the heap: rows do not keep out what makes room for them. */
    static BodyRoom forDeletions() {
        return new BodyRoom(Runtime.getRuntime().maxMemory() / PART_FOR_DELETIONS, WAIT_MILLIS);
    }

    /** Bytes that could be taken now. */
    long freeBytes() {
        return (long) free.availablePermits() * PIECE_BYTES;
    }

    /** A body's part of the room, which has none of it yet. */
    Share share(InputStream body) {
        return new Share(body);
    }

    /** A body as it comes, and the room that it has. One thread; to be closed. */
    final class Share extends FilterInputStream {
        private int held;

        private Share(InputStream body) {
            super(body);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        /**
         * Reads some bytes, for which there is room.
         *
         * @throws TidemillException BACKPRESSURE
         */
        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            int asked = Math.min(length, READ_BYTES);
            int before = held;
            enter(pieces(asked));
            int count = in.read(bytes, from, asked);
            leave(Math.max(0, held - before - pieces(Math.max(0, count))));
            return count;
        }

        /** Gives back what was taken for a chunk that is on disk. */
        void leaveChunk() {
            leave(held);
        }

        /** A body that is larger than all of the room may have all of it. */
        private void enter(int wanted) {
            int taken = Math.min(wanted, pieces - held);
            try {
                if (!free.tryAcquire(taken, waitMillis, TimeUnit.MILLISECONDS)) {
                    throw new TidemillException(
                                    ErrorCode.BACKPRESSURE,
                                    "too many bodies of rows are on their way")
                            .withHint("send the batch again after a moment, or send smaller ones");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new TidemillException(ErrorCode.SHUTTING_DOWN, "interrupted", e);
            }
            held += taken;
        }

        private void leave(int some) {
            held -= some;
            free.release(some);
        }

        private static int pieces(int bytes) {
            return Math.ceilDiv(bytes * COPIES, PIECE_BYTES);
        }

        @Override
        public void close() throws IOException {
            leaveChunk();
            super.close();
        }
    }
}
