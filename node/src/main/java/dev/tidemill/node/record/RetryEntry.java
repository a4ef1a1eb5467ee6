package dev.tidemill.node.record;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;

/**
 * Somebody wants a live table that is suspended, or not replaced, tried again from a tick on. When
 * that is asked depends on a person, so it is an input of its tick, and a replay tries the table at
 * the same one. It means nothing when nothing of the table has failed by then.
 */
public record RetryEntry(String table) implements JournalEntry {
    public RetryEntry {
        requireNonNull(table, "table");
    }

    @Override
    public ByteBuffer encode() {
        RecordWriter writer = new RecordWriter(64);
        writer.putByte(EntryKind.RETRY);
        writer.putByte(EntryKind.VERSION);
        writer.putText(table);
        return writer.finish();
    }

    static RetryEntry read(RecordReader reader) {
        return new RetryEntry(reader.readText());
    }
}
