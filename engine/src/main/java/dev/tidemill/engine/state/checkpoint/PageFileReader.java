package dev.tidemill.engine.state.checkpoint;

import dev.tidemill.engine.state.Page;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Reads the pages of a file of {@link PageFileWriter}, checking each. Many threads may read; closed
 * by one when none reads any more.
 */
final class PageFileReader implements AutoCloseable {
    private static final int HEADER = PageFileWriter.RECORD_HEADER;
    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final Path file;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment bytes;

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
        return bytes.get(INT, offset);
    }

    /** The page of a record of {@code length} bytes; throws CHECKPOINT_CORRUPT. */
    void read(long offset, int length, byte[] page) {
        if (length < HEADER
                || length > HEADER + Page.BYTES
                || offset < 0
                || offset + length > bytes.byteSize()) {
            throw CheckpointManifest.corrupt(file, offset, "a page is cut off");
        }
        int used = length - HEADER;
        CRC32C crc = new CRC32C();
        crc.update(bytes.asSlice(offset + 4, length - 4L).asByteBuffer());
        if (number(offset) != (int) crc.getValue() || number(offset + 4) != used) {
            throw CheckpointManifest.corrupt(file, offset, "a page's checksum does not fit");
        }
        MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, offset + HEADER, page, 0, used);
        Arrays.fill(page, used, Page.BYTES, (byte) 0);
    }

    @Override
    public void close() {
        arena.close();
    }
}
