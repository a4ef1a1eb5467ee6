package dev.tidemill.node.record;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;

/**
 * An event table's oldest rows are dropped from a tick on. When rows are dropped depends on how
 * they lie on disk, so it is an input of its tick, and a replay drops the same.
 *
 * @param store what the history calls the table
 * @param firstRow rows with smaller numbers are dropped
 * @param completeFrom no row with this event time or a later one is among them, in microseconds
 */
public record RetentionEntry(String store, long firstRow, long completeFrom)
        implements JournalEntry {
    public RetentionEntry {
        requireNonNull(store, "store");
    }

    @Override
    public ByteBuffer encode() {
        RecordWriter writer = new RecordWriter(64);
        writer.putByte(EntryKind.RETENTION);
        writer.putByte(EntryKind.VERSION);
        writer.putText(store);
        writer.putLong(firstRow);
        writer.putLong(completeFrom);
        return writer.finish();
    }

    static RetentionEntry read(RecordReader reader) {
        return new RetentionEntry(reader.readText(), reader.readLong(), reader.readLong());
    }
}
