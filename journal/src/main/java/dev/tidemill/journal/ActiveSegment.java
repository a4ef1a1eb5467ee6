package dev.tidemill.journal;

import static java.util.Objects.requireNonNull;

import dev.tidemill.journal.io.SegmentFile;
import dev.tidemill.journal.io.SegmentStorage;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The segment that is appended to. Owned by the committing thread.
 *
 * <p>Invariants: every byte before {@code position} is durable or belongs to the commit being
 * written; every byte from {@code written} to {@code allocated} is zero.
 */
final class ActiveSegment implements Closeable {
    private static final String UNFINISHED = ".unfinished";
    private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(64 << 10).asReadOnlyBuffer();

    private final SegmentHeader header;
    private final SegmentFile file;
    private long position;
    private long written;
    private long allocated;

    private ActiveSegment(SegmentHeader header, SegmentFile file, long position, long allocated) {
        this.header = requireNonNull(header, "header");
        this.file = requireNonNull(file, "file");
        this.position = position;
        this.written = position;
        this.allocated = allocated;
    }

    /**
     * Creates a segment whose header is durable before its final name appears.
     *
     * @throws ForceFailedException an fsync failed: nobody knows what the disk holds
     * @throws IOException nothing was kept
     */
    static ActiveSegment create(SegmentStorage storage, SegmentHeader header) throws IOException {
        String unfinished = header.fileName() + UNFINISHED;
        SegmentFile file = storage.create(unfinished);
        try {
            writeFully(file, new ByteBuffer[] {header.encode()}, 0);
            force(file::force);
            storage.rename(unfinished, header.fileName());
            force(storage::force);
            return new ActiveSegment(header, file, SegmentHeader.BYTES, SegmentHeader.BYTES);
        } catch (IOException | RuntimeException e) {
            abandon(storage, file, unfinished, e);
            throw e;
        }
    }

    @FunctionalInterface
    private interface Force {
        void run() throws IOException;
    }

    private static void force(Force force) throws ForceFailedException {
        try {
            force.run();
        } catch (IOException | RuntimeException e) {
            throw new ForceFailedException(e);
        }
    }

    /**
     * Continues a segment behind its sealed part, whose tail is removed first. The last seal may
     * have been read from memory only, as its writer died before its fsync; what is replayed must
     * be on disk.
     */
    static ActiveSegment resume(SegmentHeader header, SegmentFile file, TailInspection.Tail tail)
            throws IOException {
        if (tail.cut() != null) {
            file.truncate(tail.end());
        }
        file.force();
        return new ActiveSegment(header, file, tail.end(), file.size());
    }

    static boolean namesUnfinished(String fileName) {
        return fileName.endsWith(UNFINISHED);
    }

    SegmentHeader header() {
        return header;
    }

    /** Where the acknowledged part ends. */
    long position() {
        return position;
    }

    boolean hasRecords() {
        return position > SegmentHeader.BYTES;
    }

    /** Writes behind the acknowledged part; on any failure {@link #rollback} must follow. */
    void append(ByteBuffer[] frames, int preallocateBytes) throws IOException {
        written = position + writeFully(file, frames, position);
        if (written > allocated) {
            allocated = written;
            preallocate(preallocateBytes);
        }
    }

    void force() throws IOException {
        file.force();
    }

    /** Makes what was appended, and forced, part of the segment. */
    void seal() {
        position = written;
    }

    /** Takes back what was appended since the last seal. */
    void rollback() throws IOException {
        file.truncate(position);
        written = position;
        allocated = position;
    }

    /** Gives back the space written ahead; nothing is appended afterwards. */
    void finish() throws IOException {
        file.truncate(position);
        allocated = position;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    /** A disk too full to write ahead is no reason to refuse a commit that did fit. */
    private void preallocate(int bytes) {
        try {
            for (int left = bytes; left > 0; ) {
                ByteBuffer zeros = ZEROS.duplicate().limit(Math.min(left, ZEROS.capacity()));
                left -= zeros.limit();
                allocated += writeFully(file, new ByteBuffer[] {zeros}, allocated);
            }
        } catch (IOException e) {
            allocated = written;
        }
    }

    private static long writeFully(SegmentFile file, ByteBuffer[] buffers, long start)
            throws IOException {
        long at = start;
        int first = 0;
        while (first < buffers.length) {
            if (!buffers[first].hasRemaining()) {
                first++;
            } else {
                at += file.write(buffers, first, buffers.length - first, at);
            }
        }
        return at - start;
    }

    private static void abandon(
            SegmentStorage storage, SegmentFile file, String name, Exception cause) {
        try {
            file.close();
            storage.delete(name);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }
}
