package dev.tidemill.node.tick;

import static java.util.Objects.requireNonNull;

import dev.tidemill.node.record.JournalEntry;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/**
 * An entry on its way into the journal. Its sender waits on {@link #sealed}, which gives the tick
 * once the entry is on disk, or the error that kept it out.
 *
 * @param rows what it counts against the queue's bound
 * @param clockMicros the replayed time it brings, or {@link Long#MIN_VALUE} when it brings none
 */
public record Admission(
        JournalEntry entry,
        ByteBuffer encoded,
        long rows,
        long clockMicros,
        Timing timing,
        CompletableFuture<Long> sealed) {

    /** Where the entry came from and how long its way here took. */
    public record Timing(String source, long receivedNanos, long parseNanos, long checkNanos) {
        public static Timing of(String source) {
            return new Timing(source, System.nanoTime(), 0, 0);
        }
    }

    public Admission {
        requireNonNull(entry, "entry");
        requireNonNull(encoded, "encoded");
        requireNonNull(timing, "timing");
        requireNonNull(sealed, "sealed");
    }

    public static Admission of(JournalEntry entry, long rows, long clockMicros, Timing timing) {
        return new Admission(
                entry,
                entry.encode(),
                Math.max(1, rows),
                clockMicros,
                timing,
                new CompletableFuture<>());
    }
}
