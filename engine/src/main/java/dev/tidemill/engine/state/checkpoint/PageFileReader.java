package dev.tidemill.engine.state.checkpoint;

import dev.tidemill.engine.state.Page;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** Reads the pages of a file of {@link PageFileWriter}, checking each. One thread. */
final class PageFileReader implements AutoCloseable {
    private static final int HEADER = PageFileWriter.RECORD_HEADER;

    private final Path file;
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment bytes;
    private final byte[] record = new byte[HEADER + Page.BYTES];

    PageFileReader(Path file) throws IOException {
        this.file = file;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
        } catch (NoSuchFileException e) {
            arena.close();
            throw CheckpointManifest.corrupt(file, 0, "the file is missing");
        }
    }

    /** Throws CHECKPOINT_CORRUPT unless the file begins as the one of this number does. */
    void readHeader(int id) {
        if (bytes.byteSize() < PageFileWriter.FILE_HEADER
                || number(0) != PageFileWriter.MAGIC
                || number(4) != CheckpointManifest.VERSION
                || number(8) != id
                || number(12) != 0) {
            throw CheckpointManifest.corrupt(file, 0, "the file's header is wrong");
        }
    }

    /** The bytes of the record at an offset, as its header has it; not checked. */
    int lengthAt(long offset) {
        if (offset + HEADER > bytes.byteSize()) {
            throw CheckpointManifest.corrupt(file, offset, "a page is cut off");
        }
        return HEADER + Math.clamp(number(offset + 4), 0, Page.BYTES + 1);
    }

    private int number(long offset) {
        MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, offset, record, 0, 4);
        return Page.getInt(record, 0);
    }

    /** The page of a record of {@code length} bytes; throws CHECKPOINT_CORRUPT. */
    void read(long offset, int length, byte[] page) {
        if (length < HEADER
                || length > record.length
                || offset < 0
                || offset + length > bytes.byteSize()) {
            throw CheckpointManifest.corrupt(file, offset, "a page is cut off");
        }
        MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, offset, record, 0, length);
        int checksum = CheckpointManifest.crc(record, 4, length - 4);
        if (Page.getInt(record, 0) != checksum || Page.getInt(record, 4) != length - HEADER) {
            throw CheckpointManifest.corrupt(file, offset, "a page's checksum does not fit");
        }
        System.arraycopy(record, HEADER, page, 0, length - HEADER);
        Arrays.fill(page, length - HEADER, Page.BYTES, (byte) 0);
    }

    @Override
    public void close() {
        arena.close();
    }
}
