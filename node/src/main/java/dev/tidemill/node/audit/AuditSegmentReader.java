package dev.tidemill.node.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a segment from its beginning in parts, without keeping it open: whoever stops in between
 * leaves nothing behind, and a segment that goes meanwhile, to make room, has ended. Lines that are
 * none of a log are left out. Owned by one thread at a time.
 */
final class AuditSegmentReader {
    /** Bytes of a part; the longest line, of names and texts that are cut, has a fraction of it. */
    private static final int PART_BYTES = 256 << 10;

    private final Path segment;
    private final long last;
    private long offset;
    private boolean isOver;

    /**
     * @param last the number of the last entry that is given
     */
    AuditSegmentReader(Path segment, long last) {
        this.segment = requireNonNull(segment, "segment");
        this.last = last;
    }

    /** The next entries, oldest first; none at the end. */
    List<AuditEntry> next() throws IOException {
        List<AuditEntry> entries = new ArrayList<>();
        while (entries.isEmpty() && !isOver) {
            String lines = lines();
            isOver |= lines.isEmpty();
            lines.lines().forEach(line -> AuditLine.read(line).ifPresent(entries::add));
            isOver |= !entries.isEmpty() && entries.getLast().number() >= last;
        }
        entries.removeIf(entry -> entry.number() > last);
        return entries;
    }

    /** The next whole lines; empty when there are none. */
    private String lines() throws IOException {
        ByteBuffer part = ByteBuffer.allocate(PART_BYTES);
        try (FileChannel channel = FileChannel.open(segment, StandardOpenOption.READ)) {
            while (part.hasRemaining() && channel.read(part, offset + part.position()) >= 0) {
                // Until it is full, or the file ends.
            }
        } catch (NoSuchFileException e) {
            return "";
        }
        int end = part.position();
        while (end > 0 && part.get(end - 1) != '\n') {
            end--;
        }
        offset += end;
        return new String(part.array(), 0, end, UTF_8);
    }
}
