package dev.tidemill.connectors.source;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.LongStream;

/**
 * How many slots of each stream lie behind. The sequences repeat, so the numbers say everything, of
 * the log that they were counted in.
 */
record ReplayPosition(List<Long> slots) {
    private static final byte VERSION = 3;

    /** Without the log's fingerprint; it is believed to be the same log. */
    private static final byte VERSION_OF_ANY_LOG = 2;

    ReplayPosition {
        slots = List.copyOf(slots);
    }

    static ReplayPosition start(int streams) {
        return new ReplayPosition(LongStream.range(0, streams).map(_ -> 0).boxed().toList());
    }

    /**
     * Reads a position back.
     *
     * @throws TidemillException DEFINITION_CHANGED when it was counted in another log: going on
     *     there would leave rows out and tell others twice
     */
    static ReplayPosition of(byte[] encoded, ReplayLog log) {
        ByteBuffer buffer = ByteBuffer.wrap(encoded);
        int streams = log.sequences().size();
        byte version = encoded.length == 0 ? 0 : buffer.get();
        int head = version == VERSION ? 1 + Long.BYTES : 1;
        boolean isKnown = version == VERSION || version == VERSION_OF_ANY_LOG;
        if (!isKnown
                || encoded.length != head + streams * Long.BYTES
                || (version == VERSION && buffer.getLong() != log.fingerprint())) {
            throw new TidemillException(
                            ErrorCode.DEFINITION_CHANGED,
                            "the replayed file, or its streams, are others than those it was"
                                    + " replayed from so far")
                    .withHint(
                            "put them back, or give the source another name to begin from the"
                                    + " file's start");
        }
        return new ReplayPosition(
                LongStream.range(0, streams).map(_ -> buffer.getLong()).boxed().toList());
    }

    byte[] encoded(ReplayLog log) {
        ByteBuffer buffer =
                ByteBuffer.allocate(1 + (1 + slots.size()) * Long.BYTES)
                        .put(VERSION)
                        .putLong(log.fingerprint());
        slots.forEach(buffer::putLong);
        return buffer.array();
    }
}
