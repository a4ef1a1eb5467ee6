package dev.tidemill.node.record;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A live table is suspended from a tick on, with those that read it, as the node has no memory for
 * it. How much memory there is depends on the machine, so it is an input of its tick, and a replay
 * suspends the same tables at the same one. It means nothing when the table does not run with that
 * SQL.
 *
 * @param sql what it runs, or was to run, with
 * @param readers those that cannot be without it, each by its name
 */
public record SuspensionEntry(
        String table, String sql, List<String> readers, ErrorCode code, String message)
        implements JournalEntry {
    public SuspensionEntry {
        requireNonNull(table, "table");
        requireNonNull(sql, "sql");
        requireNonNull(code, "code");
        requireNonNull(message, "message");
        readers = List.copyOf(readers);
    }

    /** Why, as whoever ran the table would have thrown it. */
    public TidemillException cause() {
        return new TidemillException(code, message);
    }

    @Override
    public ByteBuffer encode() {
        RecordWriter writer = new RecordWriter(256);
        writer.putByte(EntryKind.SUSPENSION);
        writer.putByte(EntryKind.VERSION);
        write(writer);
        return writer.finish();
    }

    void write(RecordWriter writer) {
        writer.putText(table);
        writer.putText(sql);
        writer.putInt(readers.size());
        readers.forEach(writer::putText);
        writer.putInt(code.number());
        writer.putText(message);
    }

    static SuspensionEntry read(RecordReader reader) {
        String table = reader.readText();
        String sql = reader.readText();
        List<String> readers = new ArrayList<>();
        for (int i = reader.readInt(); i > 0; i--) {
            readers.add(reader.readText());
        }
        return new SuspensionEntry(
                table, sql, readers, ErrorCode.of(reader.readInt()), reader.readText());
    }
}
