package dev.tidemill.node.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What came of ticks, and who is suspended, as the journal has it. */
class OutcomeEntryTest {
    private static final SuspensionEntry WIDE =
            new SuspensionEntry(
                    "wide",
                    "SELECT s FROM e",
                    List.of("counted", "total"),
                    ErrorCode.STATE_OVER_BUDGET,
                    "state takes too much");

    private static JournalEntry read(ByteBuffer payload) {
        return JournalEntry.decode(
                payload,
                table -> {
                    throw new IllegalStateException(table);
                });
    }

    @Test
    void comesBackAsItWasWritten() {
        OutcomeEntry entry =
                new OutcomeEntry(
                        List.of(
                                new Outcome.Suspended(7, false, WIDE),
                                new Outcome.Suspended(9, true, WIDE),
                                new Outcome.NotBuilt(
                                        8,
                                        List.of(new BuiltEntry.Built("a", "0f")),
                                        new BuiltEntry.Failure(
                                                "a", ErrorCode.BUILD_OVER_BUDGET, "too much"))));
        assertTrue(JournalEntry.isOutcome(entry.encode()));
        assertEquals(entry, read(entry.encode()));
        assertFalse(JournalEntry.isOutcome(WIDE.encode()));
        assertEquals(WIDE, read(WIDE.encode()));
    }

    @Test
    void refusesWhatANewerReleaseWrote() {
        ByteBuffer payload = new OutcomeEntry(List.of()).encode();
        ByteBuffer newer = ByteBuffer.allocate(payload.remaining()).put(payload).flip();
        newer.put(1, (byte) (EntryKind.VERSION + 1));
        assertEquals(
                ErrorCode.DATA_DIRECTORY_VERSION,
                assertThrows(TidemillException.class, () -> read(newer)).errorCode());
    }
}
