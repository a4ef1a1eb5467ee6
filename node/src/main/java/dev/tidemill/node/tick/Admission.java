package dev.tidemill.node.tick;

import static java.util.Objects.requireNonNull;

import dev.tidemill.node.record.JournalEntry;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * An entry on its way into the journal. Its sender waits on {@link #sealed}, which gives the tick
 * once the entry is on disk, or the error that kept it out.
 *
 * @param rows what it counts against the queue's bound
 * @param clockMicros the replayed time it brings, or {@link Long#MIN_VALUE} when it brings none
 * @param isWhole it is refused when a row of it is late, instead of taken without the row
 * @param late the rows of it that came too late, known once it is sealed
 * @param condition under which it is taken; null for none
 */
public record Admission(
        JournalEntry entry,
        ByteBuffer encoded,
        long rows,
        long clockMicros,
        Timing timing,
        CompletableFuture<Long> sealed,
        boolean isWhole,
        AtomicReference<LateRows> late,
        @Nullable CommitCondition condition) {

    /** Where the entry came from and how long its way here took. */
    public record Timing(String source, long receivedNanos, long parseNanos, long checkNanos) {
        public static Timing of(String source) {
            return new Timing(source, System.nanoTime(), 0, 0);
        }
    }

    // Spelled out, since a compact constructor's parameters lose their annotations in class files.
    public Admission(
            JournalEntry entry,
            ByteBuffer encoded,
            long rows,
            long clockMicros,
            Timing timing,
            CompletableFuture<Long> sealed,
            boolean isWhole,
            AtomicReference<LateRows> late,
            @Nullable CommitCondition condition) {
        this.entry = requireNonNull(entry, "entry");
        this.encoded = requireNonNull(encoded, "encoded");
        this.rows = rows;
        this.clockMicros = clockMicros;
        this.timing = requireNonNull(timing, "timing");
        this.sealed = requireNonNull(sealed, "sealed");
        this.isWhole = isWhole;
        this.late = requireNonNull(late, "late");
        this.condition = condition;
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
                new AtomicReference<>(LateRows.NONE),
                null);
    }

    /** The same admission, to be refused rather than taken in part. */
    public Admission asWhole() {
        return new Admission(
                entry, encoded, rows, clockMicros, timing, sealed, true, late, condition);
    }

    /** The same admission, to be taken under a condition; null for none. */
    public Admission under(@Nullable CommitCondition wanted) {
        return new Admission(
                entry, encoded, rows, clockMicros, timing, sealed, isWhole, late, wanted);
    }

    /** Another entry in this one's place; whoever waits for this one hears of that one. */
    public Admission withEntry(JournalEntry other) {
        return new Admission(
                other, other.encode(), rows, clockMicros, timing, sealed, isWhole, late, condition);
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
