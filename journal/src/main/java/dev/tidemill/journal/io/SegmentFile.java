package dev.tidemill.journal.io;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** One open file of the journal. Owned and called by one thread at a time. */
public interface SegmentFile extends Closeable {

    long size() throws IOException;

    /** Reads at most {@code target.remaining()} bytes; -1 at or past the end. */
    int read(ByteBuffer target, long position) throws IOException;

    /**
     * Writes from the buffers, gathered, at the position; may write fewer bytes than remain, and
     * advances the buffers by what it wrote.
     */
    long write(ByteBuffer[] buffers, int offset, int length, long position) throws IOException;

    void truncate(long size) throws IOException;

    /** Makes the content durable, and the metadata that reading it back needs. */
    void force() throws IOException;
}
