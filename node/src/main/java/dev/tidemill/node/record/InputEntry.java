package dev.tidemill.node.record;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.type.Schema;
import dev.tidemill.engine.circuit.InputChange;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One admitted batch: all of it is in one tick or none.
 *
 * @param changes what it does to input tables, quarantine included, in order
 * @param receipt what its sender was told, when it named an idempotency key
 * @param position how far its source had come with it, when a source sent it
 */
public record InputEntry(
        List<InputChange> changes, @Nullable Receipt receipt, @Nullable SourcePosition position)
        implements JournalEntry {

    /** The answer to a post with an idempotency key, kept so that a retry gets the same one. */
    public record Receipt(String key, String table, long accepted, long quarantined) {
        public Receipt {
            requireNonNull(key, "key");
            requireNonNull(table, "table");
        }
    }

    /**
     * Where a source goes on after this batch.
     *
     * @param position opaque bytes of the source
     */
    public record SourcePosition(String source, byte[] position) {
        public SourcePosition {
            requireNonNull(source, "source");
            requireNonNull(position, "position");
        }
    }

    public InputEntry {
        changes = List.copyOf(changes);
    }

    /** Rows in all changes. */
    public long rows() {
        long rows = 0;
        for (InputChange change : changes) {
            rows += change.rows().size();
        }
        return rows;
    }

    @Override
    public ByteBuffer encode() {
        RecordWriter writer = new RecordWriter((int) Math.min(1 << 28, 256 + rows() * 64));
        writer.putByte(EntryKind.INPUT);
        writer.putByte(EntryKind.VERSION);
        writer.putByte(receipt == null ? 0 : 1);
        if (receipt != null) {
            writer.putText(receipt.key());
            writer.putText(receipt.table());
            writer.putLong(receipt.accepted());
            writer.putLong(receipt.quarantined());
        }
        writer.putByte(position == null ? 0 : 1);
        if (position != null) {
            writer.putText(position.source());
            writer.putBytes(position.position());
        }
        writer.putInt(changes.size());
        for (InputChange change : changes) {
            writer.putText(change.table());
            writer.putByte(code(change.op()));
            BatchCodec.write(change.rows(), writer);
        }
        return writer.finish();
    }

    static InputEntry read(RecordReader reader, Function<String, Schema> schemas) {
        Receipt receipt =
                reader.readByte() == 0
                        ? null
                        : new Receipt(
                                reader.readText(),
                                reader.readText(),
                                reader.readLong(),
                                reader.readLong());
        SourcePosition position =
                reader.readByte() == 0
                        ? null
                        : new SourcePosition(reader.readText(), reader.readBytes());
        int count = reader.readInt();
        List<InputChange> changes = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            String table = reader.readText();
            InputChange.Op op = op(reader.readByte());
            changes.add(new InputChange(table, op, BatchCodec.read(schemas.apply(table), reader)));
        }
        return new InputEntry(changes, receipt, position);
    }

    private static int code(InputChange.Op op) {
        return switch (op) {
            case INSERT -> 1;
            case UPSERT -> 2;
            case DELETE -> 3;
        };
    }

    private static InputChange.Op op(int code) {
        return switch (code) {
            case 1 -> InputChange.Op.INSERT;
            case 2 -> InputChange.Op.UPSERT;
            case 3 -> InputChange.Op.DELETE;
            default -> throw new IllegalArgumentException("operation " + code);
        };
    }
}
