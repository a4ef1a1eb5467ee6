package dev.tidemill.journal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A seal's payload on disk: the tick's time, the sequence number of the commit's first record (so
 * that a seal alone tells how much belongs to it), then the caller's bytes.
 */
final class SealFrame {
    static final int FIXED_BYTES = 16;

    private SealFrame() {}

    static JournalRecord encode(Seal seal, long firstSequence) {
        ByteBuffer fixed = ByteBuffer.allocate(FIXED_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        fixed.putLong(seal.timeMicros()).putLong(firstSequence).flip();
        return JournalRecord.of(fixed, seal.payload());
    }

    static Seal decode(long tick, ByteBuffer payload) {
        ByteBuffer fixed = payload.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        return new Seal(tick, fixed.getLong(0), payload.slice(FIXED_BYTES, callerBytes(payload)));
    }

    static long firstSequence(ByteBuffer payload) {
        return payload.duplicate().order(ByteOrder.LITTLE_ENDIAN).getLong(Long.BYTES);
    }

    private static int callerBytes(ByteBuffer payload) {
        return payload.remaining() - FIXED_BYTES;
    }
}
