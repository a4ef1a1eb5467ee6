package dev.tidemill.definitions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class MemorySharesTest {
    private static final long MIB = 1L << 20;

    @Test
    void splitsWhatTheProcessWasTold() {
        MemoryShares shares = MemoryShares.of(4096 * MIB, 2560 * MIB);
        assertEquals(1024 * MIB, shares.queries());
        assertEquals(1248 * MIB, shares.state());
        assertEquals(160 * MIB, shares.queued());
        assertEquals(160 * MIB, shares.answer());
    }

    @Test
    void takesTheHeapForAMeasureWhenNothingWasTold() {
        assertEquals(2048 * MIB, MemoryShares.of(0, 6144 * MIB).queries());
        assertEquals(400 * MIB, MemoryShares.of(0, 1000 * MIB).queries());
        assertEquals(256 * MIB, MemoryShares.of(0, 6144 * MIB).answer());
    }

    /** State may pass its budget by a quarter while a tick runs, and there are others. */
    @Test
    void leavesRoomBesideStateInEveryHeap() {
        LongStream.iterate(96 * MIB, heap -> heap < 64 << 30, heap -> heap + heap / 4)
                .forEach(
                        heap -> {
                            MemoryShares shares = MemoryShares.of(0, heap);
                            long used = shares.state() / 4 * 5 + shares.queued() + shares.answer();
                            assertTrue(used <= heap / 4 * 3 + 24 * MIB, heap + ": " + shares);
                        });
    }
}
