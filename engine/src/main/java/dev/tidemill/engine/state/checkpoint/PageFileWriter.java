package dev.tidemill.engine.state.checkpoint;

import dev.tidemill.engine.state.Page;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Writes pages one after another into a new file. A page stands there as its checksum, its length
 * and its bytes without the zeros at its end.
 */
final class PageFileWriter implements AutoCloseable {
    /** Checksum and length before the bytes of a page. */
    static final int RECORD_HEADER = 8;

    static final int FILE_HEADER = 16;
    static final int MAGIC = 0x474B5054;
    private static final int BUFFER_BYTES = 512 << 10;

    /**
     * So much waits for the disk at most. Another file's force may have to wait for it too, and the
     * journal's does so for every tick.
     */
    private static final int UNFORCED_BYTES_MAX = 512 << 10;

    private final FileChannel channel;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int buffered;
    private long written;
    private long unforced;
    private final WritePace pace;
    private long workingSince = System.nanoTime();

    PageFileWriter(Path file, int id, WritePace pace) throws IOException {
        this.pace = pace;
        channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE);
        Page.putInt(buffer, 0, MAGIC);
        Page.putInt(buffer, 4, CheckpointManifest.VERSION);
        Page.putInt(buffer, 8, id);
        buffered = FILE_HEADER;
    }

    /** Where the next page will stand. */
    long position() {
        return written + buffered;
    }

    /** Appends a page and returns the bytes it takes. */
    int append(byte[] page) throws IOException {
        if (BUFFER_BYTES - buffered < RECORD_HEADER + Page.BYTES) {
            flush();
        }
        // Copied before the checksum, since rows may be appended to the page meanwhile.
        int at = buffered + RECORD_HEADER;
        System.arraycopy(page, 0, buffer, at, Page.BYTES);
        int length = Page.BYTES;
        while (length >= 8 && Page.getLong(buffer, at + length - 8) == 0) {
            length -= 8;
        }
        Page.putInt(buffer, buffered + 4, length);
        Page.putInt(buffer, buffered, CheckpointManifest.crc(buffer, buffered + 4, length + 4));
        buffered += RECORD_HEADER + length;
        return RECORD_HEADER + length;
    }

    private void flush() throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, buffered);
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        written += buffered;
        unforced += buffered;
        buffered = 0;
        if (unforced >= UNFORCED_BYTES_MAX) {
            channel.force(false);
            unforced = 0;
            pace.rest(System.nanoTime() - workingSince);
            workingSince = System.nanoTime();
        }
    }

    /** Writes out and forces the file to disk. */
    void sync() throws IOException {
        flush();
        channel.force(true);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
