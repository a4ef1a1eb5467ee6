package dev.tidemill.journal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.zip.CRC32C;

/**
 * The first 40 bytes of a segment: magic, format version, the number its first record will have and
 * the last tick sealed before it. All little-endian, closed by a CRC32C.
 */
record SegmentHeader(long firstSequence, long precedingTick) {
    static final int BYTES = 40;
    static final int VERSION = 1;

    /** "TIDEMILL" read as a little-endian long. */
    private static final long MAGIC = 0x4C4C494D45444954L;

    private static final String SUFFIX = ".journal";
    private static final int VERSION_AT = 8;
    private static final int SEQUENCE_AT = 16;
    private static final int TICK_AT = 24;
    private static final int CRC_AT = 36;

    /** Names sort in the order of their first record. */
    String fileName() {
        return String.format(Locale.ROOT, "%019d%s", firstSequence, SUFFIX);
    }

    static boolean namesSegment(String fileName) {
        return fileName.endsWith(SUFFIX);
    }

    ByteBuffer encode() {
        ByteBuffer buffer = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putLong(0, MAGIC).putInt(VERSION_AT, VERSION);
        buffer.putLong(SEQUENCE_AT, firstSequence).putLong(TICK_AT, precedingTick);
        return buffer.putInt(CRC_AT, crc(buffer));
    }

    static SegmentHeader decode(String file, ByteBuffer bytes) {
        ByteBuffer buffer = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        if (buffer.remaining() < BYTES || buffer.getLong(0) != MAGIC) {
            throw new JournalFormatException(file, "this is not a journal segment");
        }
        int version = buffer.getInt(VERSION_AT);
        if (version != VERSION) {
            throw new JournalFormatException(
                    file, "format version " + version + ", this program reads " + VERSION);
        }
        if (buffer.getInt(CRC_AT) != crc(buffer)) {
            throw new JournalCorruptException(file, 0, "the segment header's checksum is wrong");
        }
        var header = new SegmentHeader(buffer.getLong(SEQUENCE_AT), buffer.getLong(TICK_AT));
        if (!header.fileName().equals(file)) {
            throw new JournalFormatException(file, "its header belongs to " + header.fileName());
        }
        return header;
    }

    private static int crc(ByteBuffer buffer) {
        var crc = new CRC32C();
        crc.update(buffer.duplicate().position(0).limit(CRC_AT));
        return (int) crc.getValue();
    }
}
