package dev.tidemill.node.tick;

import static java.util.Objects.requireNonNull;

import dev.tidemill.node.record.JournalEntry;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/**
 * An entry on its way into the journal. Its sender waits on {@link #sealed}, which gives the tick
 * once the entry is on disk, or the error that kept it out.
 *
 * @param rows what it counts against the queue's bound
 * @param clockMicros the replayed time it brings, or {@link Long#MIN_VALUE} when it brings none
 * @param isWhole it is refused when a row of it is late, instead of taken without the row
 * @param late the rows of it that came too late, known once it is sealed
 */
public record Admission(
        JournalEntry entry,
        ByteBuffer encoded,
        long rows,
        long clockMicros,
        Timing timing,
        CompletableFuture<Long> sealed,
        boolean isWhole,
        AtomicReference<LateRows> late) {

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
        requireNonNull(late, "late");
    }

    public static Admission of(JournalEntry entry, long rows, long clockMicros, Timing timing) {
        return new Admission(
                entry,
                entry.encode(),
                Math.max(1, rows),
                clockMicros,
                timing,
                new CompletableFuture<>(),
                false,
                new AtomicReference<>(LateRows.NONE));
    }

    /** The same admission, to be refused rather than taken in part. */
    public Admission asWhole() {
        return new Admission(entry, encoded, rows, clockMicros, timing, sealed, true, late);
    }

    /** Another entry in this one's place; whoever waits for this one hears of that one. */
    public Admission withEntry(JournalEntry other) {
        return new Admission(
                other, other.encode(), rows, clockMicros, timing, sealed, isWhole, late);
    }

    /** The rows of it that came too late; none before it is sealed. */
    public LateRows lateRows() {
        LateRows rows = late.get();
        return rows == null ? LateRows.NONE : rows;
    }

    public void setLate(LateRows rowsThatWere) {
        late.set(rowsThatWere);
    }
}
