package dev.tidemill.node.record;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class ErasureEntryTest {
    @Test
    void comesBackAsItWasWritten() {
        ErasureEntry entry =
                new ErasureEntry(
                        "id",
                        "officer",
                        "salt",
                        "ädä@example.com",
                        List.of(
                                new ErasureEntry.Cell("orders", "customer"),
                                new ErasureEntry.Cell("people", "id")),
                        List.of(new ErasureEntry.Notice("tell", "who")));
        JournalEntry read =
                JournalEntry.decode(
                        entry.encode(),
                        table -> {
                            throw new IllegalStateException(table);
                        });
        assertEquals(entry, read);
    }
}
