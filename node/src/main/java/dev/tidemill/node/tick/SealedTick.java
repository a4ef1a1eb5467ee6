package dev.tidemill.node.tick;

import dev.tidemill.node.record.JournalEntry;
import dev.tidemill.node.record.WatermarkSeal;
import java.util.List;

/**
 * A tick whose seal is on disk.
 *
 * @param watermarks as of the tick's end
 * @param timings one for each entry; empty when the tick is replayed
 */
public record SealedTick(
        long tick,
        long nowMicros,
        List<JournalEntry> entries,
        WatermarkSeal watermarks,
        List<Admission.Timing> timings,
        long sealedNanos,
        long commitNanos) {
    public SealedTick {
        entries = List.copyOf(entries);
        timings = List.copyOf(timings);
    }
}
