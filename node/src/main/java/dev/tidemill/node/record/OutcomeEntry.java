package dev.tidemill.node.record;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What came of former ticks for want of memory. It changes nothing at the tick that it is in; a
 * replay reads all of these before it runs the first tick again.
 *
 * @param outcomes in the order in which they came
 */
public record OutcomeEntry(List<Outcome> outcomes) implements JournalEntry {
    /** The bytes that tell outcomes apart; they are on disk. */
    private static final int SUSPENDED_WITHIN = 1;

    private static final int SUSPENDED_BEHIND = 2;
    private static final int NOT_BUILT = 3;

    public OutcomeEntry {
        outcomes = List.copyOf(outcomes);
    }

    @Override
    public ByteBuffer encode() {
        RecordWriter writer = new RecordWriter(256);
        writer.putByte(EntryKind.OUTCOME);
        writer.putByte(EntryKind.VERSION);
        writer.putInt(outcomes.size());
        outcomes.forEach(outcome -> write(writer, outcome));
        return writer.finish();
    }

    static OutcomeEntry read(RecordReader reader) {
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = reader.readInt(); i > 0; i--) {
            outcomes.add(readOutcome(reader));
        }
        return new OutcomeEntry(outcomes);
    }

    private static void write(RecordWriter writer, Outcome outcome) {
        switch (outcome) {
            case Outcome.Suspended suspended -> {
                writer.putByte(suspended.isBehind() ? SUSPENDED_BEHIND : SUSPENDED_WITHIN);
                writer.putLong(suspended.tick());
                suspended.what().write(writer);
            }
            case Outcome.NotBuilt notBuilt -> {
                writer.putByte(NOT_BUILT);
                writer.putLong(notBuilt.tick());
                BuiltEntry.write(writer, notBuilt.tables());
                notBuilt.failure().write(writer);
            }
        }
    }

    private static Outcome readOutcome(RecordReader reader) {
        int kind = reader.readByte();
        long tick = reader.readLong();
        return switch (kind) {
            case SUSPENDED_WITHIN, SUSPENDED_BEHIND ->
                    new Outcome.Suspended(
                            tick, kind == SUSPENDED_BEHIND, SuspensionEntry.read(reader));
            case NOT_BUILT ->
                    new Outcome.NotBuilt(
                            tick, BuiltEntry.readTables(reader), BuiltEntry.Failure.read(reader));
            default -> throw new IllegalArgumentException("an outcome of kind " + kind);
        };
    }
}
