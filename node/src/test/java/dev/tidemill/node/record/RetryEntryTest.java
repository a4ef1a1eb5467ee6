package dev.tidemill.node.record;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class RetryEntryTest {
    @Test
    void comesBackAsItWasWritten() {
        RetryEntry entry = new RetryEntry("späte");
        assertEquals(
                entry,
                JournalEntry.decode(
                        entry.encode(),
                        table -> {
                            throw new IllegalStateException(table);
                        }));
    }
}
