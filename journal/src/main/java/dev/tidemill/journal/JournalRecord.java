package dev.tidemill.journal;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * One opaque payload, in parts that are written one after the other. The journal reads each part
 * from its position to its limit and leaves both as they were, so a refused commit can be retried.
 */
public record JournalRecord(List<ByteBuffer> parts) {

    public JournalRecord {
        parts = List.copyOf(parts);
    }

    public static JournalRecord of(ByteBuffer... parts) {
        return new JournalRecord(List.of(parts));
    }

    public static JournalRecord of(byte[] payload) {
        return of(ByteBuffer.wrap(payload));
    }

    long bytes() {
        long bytes = 0;
        for (ByteBuffer part : parts) {
            bytes += part.remaining();
        }
        return bytes;
    }
}
