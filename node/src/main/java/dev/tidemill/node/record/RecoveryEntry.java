package dev.tidemill.node.record;

import java.nio.ByteBuffer;

/**
 * A mill was opened again: what its process before had under way to a latch will not come any more.
 * What follows from that happens in this entry's tick, so that a replay has it at the same place.
 */
public record RecoveryEntry() implements JournalEntry {
    @Override
    public ByteBuffer encode() {
        RecordWriter writer = new RecordWriter(2);
        writer.putByte(EntryKind.RECOVERY);
        writer.putByte(EntryKind.VERSION);
        return writer.finish();
    }
}
