package dev.tidemill.node.record;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import java.nio.ByteBuffer;

/**
 * A live table is suspended from a tick on, with those that read it, as the node has no memory for
 * it. How much memory there is depends on the machine, so it is an input of its tick, and a replay
 * suspends the table at the same one at the latest. It means nothing when the table does not run
 * with that SQL.
 *
 * @param sql what it runs, or was to run, with
 */
public record SuspensionEntry(String table, String sql, ErrorCode code, String message)
        implements JournalEntry {
    public SuspensionEntry {
        requireNonNull(table, "table");
        requireNonNull(sql, "sql");
        requireNonNull(code, "code");
        requireNonNull(message, "message");
    }

    @Override
    public ByteBuffer encode() {
        RecordWriter writer = new RecordWriter(256);
        writer.putByte(EntryKind.SUSPENSION);
        writer.putByte(EntryKind.VERSION);
        writer.putText(table);
        writer.putText(sql);
        writer.putInt(code.number());
        writer.putText(message);
        return writer.finish();
    }

    static SuspensionEntry read(RecordReader reader) {
        return new SuspensionEntry(
                reader.readText(),
                reader.readText(),
                ErrorCode.of(reader.readInt()),
                reader.readText());
    }
}
