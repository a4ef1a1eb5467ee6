package dev.tidemill.node.record;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Live tables that were built beside the ticks are there from a tick on, or cannot be built. How
 * long building takes depends on the machine, so it is an input of its tick, and a replay has the
 * tables at the same one. It means nothing when nobody builds these tables any more.
 *
 * @param tables those that were built together
 * @param failure why they cannot be; null when they can
 */
public record BuiltEntry(List<Built> tables, @Nullable Failure failure) implements JournalEntry {
    /** A table and the plan that it was built with. */
    public record Built(String table, String planHash) {
        public Built {
            requireNonNull(table, "table");
            requireNonNull(planHash, "planHash");
        }
    }

    /**
     * What went wrong.
     *
     * @param table the one that it went wrong in
     */
    public record Failure(String table, ErrorCode code, String message) {
        public Failure {
            requireNonNull(table, "table");
            requireNonNull(code, "code");
            requireNonNull(message, "message");
        }

        void write(RecordWriter writer) {
            writer.putText(table);
            writer.putInt(code.number());
            writer.putText(message);
        }

        static Failure read(RecordReader reader) {
            return new Failure(
                    reader.readText(), ErrorCode.of(reader.readInt()), reader.readText());
        }

        /** Of a table that threw this. */
        public static Failure of(String table, Throwable cause) {
            return cause instanceof TidemillException known
                    ? new Failure(table, known.errorCode(), known.message())
                    : new Failure(table, ErrorCode.INTERNAL, String.valueOf(cause));
        }
    }

    public BuiltEntry {
        tables = List.copyOf(tables);
    }

    @Override
    public ByteBuffer encode() {
        RecordWriter writer = new RecordWriter(256);
        writer.putByte(EntryKind.BUILT);
        writer.putByte(EntryKind.VERSION);
        write(writer, tables);
        writer.putByte(failure == null ? 0 : 1);
        if (failure != null) {
            failure.write(writer);
        }
        return writer.finish();
    }

    static void write(RecordWriter writer, List<Built> tables) {
        writer.putInt(tables.size());
        for (Built built : tables) {
            writer.putText(built.table());
            writer.putText(built.planHash());
        }
    }

    static BuiltEntry read(RecordReader reader) {
        List<Built> tables = readTables(reader);
        return new BuiltEntry(tables, reader.readByte() == 0 ? null : Failure.read(reader));
    }

    static List<Built> readTables(RecordReader reader) {
        List<Built> tables = new ArrayList<>();
        for (int i = reader.readInt(); i > 0; i--) {
            tables.add(new Built(reader.readText(), reader.readText()));
        }
        return tables;
    }
}
