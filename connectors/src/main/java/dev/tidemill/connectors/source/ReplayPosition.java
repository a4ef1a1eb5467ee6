package dev.tidemill.connectors.source;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.LongStream;

/**
 * How many slots of each stream lie behind. The sequences repeat, so the numbers say everything.
 */
record ReplayPosition(List<Long> slots) {
    private static final byte VERSION = 2;

    ReplayPosition {
        slots = List.copyOf(slots);
    }

    static ReplayPosition start(int streams) {
        return new ReplayPosition(LongStream.range(0, streams).map(_ -> 0).boxed().toList());
    }

    /** Throws for bytes of another version, or of another number of streams. */
    static ReplayPosition of(byte[] encoded, int streams) {
        if (encoded.length != 1 + streams * Long.BYTES || encoded[0] != VERSION) {
            throw new IllegalArgumentException("not a position of a replay of " + streams);
        }
        ByteBuffer buffer = ByteBuffer.wrap(encoded, 1, encoded.length - 1);
        return new ReplayPosition(
                LongStream.range(0, streams).map(_ -> buffer.getLong()).boxed().toList());
    }

    byte[] encoded() {
        ByteBuffer buffer = ByteBuffer.allocate(1 + slots.size() * Long.BYTES).put(VERSION);
        slots.forEach(buffer::putLong);
        return buffer.array();
    }
}
