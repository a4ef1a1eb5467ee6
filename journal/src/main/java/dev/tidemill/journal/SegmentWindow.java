package dev.tidemill.journal;

import static java.util.Objects.requireNonNull;

import dev.tidemill.journal.io.SegmentFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Reads a segment through a buffer that is refilled when a wanted range lies outside it. Owned by
 * one thread.
 *
 * <p>Invariant: {@code window} holds the file's bytes from {@code windowStart} up to its limit.
 */
final class SegmentWindow {
    private static final int WINDOW_BYTES = 256 << 10;

    private final SegmentFile file;
    private final long size;
    private final ByteBuffer window = ByteBuffer.allocate(WINDOW_BYTES).limit(0);
    private long windowStart;

    SegmentWindow(SegmentFile file, long size) {
        this.file = requireNonNull(file, "file");
        this.size = size;
    }

    long size() {
        return size;
    }

    /** A view of up to a window's bytes, valid until the next call; the range is in the file. */
    ByteBuffer view(long position, int bytes) throws IOException {
        if (bytes > WINDOW_BYTES) {
            throw new IllegalArgumentException("a view of " + bytes + " bytes");
        }
        if (position < windowStart || position + bytes > windowStart + window.limit()) {
            refill(position);
        }
        return window.slice((int) (position - windowStart), bytes);
    }

    /** A copy of the range, which is in the file. */
    ByteBuffer copy(long position, int bytes) throws IOException {
        ByteBuffer copy = ByteBuffer.allocate(bytes);
        if (bytes <= WINDOW_BYTES) {
            return copy.put(view(position, bytes)).flip();
        }
        fill(copy, position);
        return copy;
    }

    /** Whether every byte of the range, cut at the file's end, is zero. */
    boolean isZero(long from, long to) throws IOException {
        long end = Math.min(to, size);
        for (long at = from; at < end; at += WINDOW_BYTES) {
            ByteBuffer view = view(at, (int) Math.min(WINDOW_BYTES, end - at));
            while (view.hasRemaining()) {
                if (view.get() != 0) {
                    return false;
                }
            }
        }
        return true;
    }

    private void refill(long position) throws IOException {
        window.clear().limit((int) Math.min(WINDOW_BYTES, size - position));
        windowStart = position;
        fill(window, position);
    }

    private void fill(ByteBuffer target, long position) throws IOException {
        while (target.hasRemaining()) {
            if (file.read(target, position + target.position()) < 0) {
                throw new IOException("the file became shorter while it was read");
            }
        }
        target.flip();
    }
}
