package dev.tidemill.journal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The 32 bytes before a payload: CRC32C (of all that follows, without the padding), payload length,
 * sequence number, tick, type and seven zeros. Little-endian; frames start at multiples of eight,
 * so that a search for the next good frame after damage need not try every byte.
 */
record FrameHeader(int crc, int length, long sequence, long tick, FrameType type) {
    static final int BYTES = 32;
    private static final int ALIGNMENT = 8;
    private static final int LENGTH_AT = 4;
    private static final int SEQUENCE_AT = 8;
    private static final int TICK_AT = 16;
    private static final int TYPE_AT = 24;
    private static final int TYPE_BITS = 8;

    static long align(long bytes) {
        return (bytes + ALIGNMENT - 1) & -ALIGNMENT;
    }

    /** The bytes from this frame's start to the next one's. */
    long frameBytes() {
        return align(BYTES + (long) length);
    }

    /** Null when the bytes cannot be a frame's header, whatever the checksum says. */
    static @Nullable FrameHeader decode(ByteBuffer bytes, int at) {
        ByteBuffer buffer = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        long typeWord = buffer.getLong(at + TYPE_AT);
        FrameType type = FrameType.ofCode((byte) typeWord);
        int length = buffer.getInt(at + LENGTH_AT);
        long sequence = buffer.getLong(at + SEQUENCE_AT);
        if (type == null || typeWord >>> TYPE_BITS != 0 || length < 0 || sequence < 1) {
            return null;
        }
        return new FrameHeader(
                buffer.getInt(at), length, sequence, buffer.getLong(at + TICK_AT), type);
    }

    /** Writes a header, its checksum included, at the buffer's position and advances it. */
    static void encode(
            ByteBuffer target, FrameType type, long sequence, long tick, JournalRecord payload) {
        int at = target.position();
        ByteBuffer buffer = target.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        buffer.putInt(at + LENGTH_AT, (int) payload.bytes());
        buffer.putLong(at + SEQUENCE_AT, sequence).putLong(at + TICK_AT, tick);
        buffer.putLong(at + TYPE_AT, type.code());
        CRC32C crc = headerCrc(buffer, at);
        for (ByteBuffer part : payload.parts()) {
            crc.update(part.duplicate());
        }
        buffer.putInt(at, (int) crc.getValue());
        target.position(at + BYTES);
    }

    /** Whether the checksum fits the header at this place and this payload. */
    boolean checks(ByteBuffer bytes, int at, ByteBuffer payload) {
        CRC32C crc = headerCrc(bytes, at);
        crc.update(payload.duplicate());
        return (int) crc.getValue() == this.crc;
    }

    private static CRC32C headerCrc(ByteBuffer bytes, int at) {
        var crc = new CRC32C();
        crc.update(bytes.duplicate().limit(at + BYTES).position(at + LENGTH_AT));
        return crc;
    }
}
