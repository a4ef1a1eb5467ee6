package dev.tidemill.node.record;

import dev.tidemill.algebra.type.Schema;
import java.nio.ByteBuffer;
import java.util.function.Function;

/**
 * What one journal record says: inputs of a tick, the definitions in force from a tick on, that the
 * mill was opened again before it, that old rows are dropped, that live tables are built, that one
 * is suspended or tried again, that a person is erased, what is foretold of rows, what is to become
 * of models, or what came of former ticks for want of memory.
 */
public sealed interface JournalEntry
        permits InputEntry,
                DefinitionEntry,
                RecoveryEntry,
                RetentionEntry,
                BuiltEntry,
                SuspensionEntry,
                OutcomeEntry,
                ErasureEntry,
                RetryEntry,
                PredictionEntry,
                ModelEntry {
    /** The entry as bytes; the first byte is the kind, the second the format's version. */
    ByteBuffer encode();

    /** Whether a record that {@link #encode} made says what came of former ticks. */
    static boolean isOutcome(ByteBuffer payload) {
        return payload.hasRemaining() && payload.get(payload.position()) == EntryKind.OUTCOME;
    }

    /**
     * The inverse of {@link #encode}.
     *
     * @param schemas the schema of an input table by its name, as of the record's tick
     */
    static JournalEntry decode(ByteBuffer payload, Function<String, Schema> schemas) {
        RecordReader reader = new RecordReader(payload);
        int kind = reader.readByte();
        int version = reader.readByte();
        if (version < EntryKind.VERSION_WITHOUT_LATENESS || version > EntryKind.VERSION) {
            throw EntryKind.unknownVersion("an entry of the journal", version);
        }
        return switch (kind) {
            case EntryKind.INPUT -> InputEntry.read(reader, schemas);
            case EntryKind.DEFINITIONS -> DefinitionEntry.read(reader, version);
            case EntryKind.RECOVERY -> new RecoveryEntry();
            case EntryKind.RETENTION -> RetentionEntry.read(reader);
            case EntryKind.BUILT -> BuiltEntry.read(reader);
            case EntryKind.SUSPENSION -> SuspensionEntry.read(reader);
            case EntryKind.ERASURE -> ErasureEntry.read(reader);
            case EntryKind.PREDICTION -> PredictionEntry.read(reader);
            case EntryKind.MODEL -> ModelEntry.read(reader);
            case EntryKind.OUTCOME -> OutcomeEntry.read(reader);
            case EntryKind.RETRY -> RetryEntry.read(reader);
            default -> throw new IllegalArgumentException("journal entry of kind " + kind);
        };
    }
}
