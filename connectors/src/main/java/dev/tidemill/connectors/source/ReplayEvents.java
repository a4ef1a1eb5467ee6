package dev.tidemill.connectors.source;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.error.TidemillException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Walks a {@link ReplayLog}: the rows of all streams merged by time; at the same instant those of
 * the stream that was named first come first. Single-threaded.
 */
public final class ReplayEvents {
    private final ReplayLog log;
    private final List<ReplaySequence> sequences;
    private final long[] slots;
    private long reachedMicros;

    /**
     * @param position where to go on, or null to begin
     * @throws TidemillException DEFINITION_CHANGED for a position of another log
     */
    public ReplayEvents(ReplayLog log, byte @Nullable [] position) {
        this.log = requireNonNull(log, "log");
        this.sequences = log.sequences();
        ReplayPosition start =
                position == null
                        ? ReplayPosition.start(sequences.size())
                        : ReplayPosition.of(position, log);
        this.slots = start.slots().stream().mapToLong(Long::longValue).toArray();
        this.reachedMicros = log.startMicros();
        for (int i = 0; i < slots.length; i++) {
            reachedMicros = Math.max(reachedMicros, sequences.get(i).microsBefore(slots[i]));
        }
    }

    /**
     * One stretch of events. Every event up to {@code eventTimeMicros} has been delivered.
     *
     * @param rows a batch for each stream
     */
    public record Events(List<Batch> rows, byte[] position, long eventTimeMicros) {
        public int size() {
            return rows.stream().mapToInt(Batch::size).sum();
        }
    }

    /** The event time reached. */
    public long reachedMicros() {
        return reachedMicros;
    }

    /** The time of the next event; {@link Long#MAX_VALUE} when there is none. */
    public long nextMicros() {
        long next = Long.MAX_VALUE;
        for (int i = 0; i < slots.length; i++) {
            next = Math.min(next, sequences.get(i).micros(sequences.get(i).next(slots[i])));
        }
        return next;
    }

    public boolean isFinished() {
        return nextMicros() == Long.MAX_VALUE;
    }

    /** The events up to and with {@code untilMicros}, {@code rowsMax} of them at most. */
    public Events next(long untilMicros, int rowsMax) {
        int streams = slots.length;
        long[] at = new long[streams];
        long[] micros = new long[streams];
        for (int i = 0; i < streams; i++) {
            at[i] = sequences.get(i).next(slots[i]);
            micros[i] = sequences.get(i).micros(at[i]);
        }
        long[] after = slots.clone();
        int count = 0;
        while (count < rowsMax) {
            int first = 0;
            for (int i = 1; i < streams; i++) {
                first = micros[i] < micros[first] ? i : first;
            }
            if (micros[first] > untilMicros || micros[first] == Long.MAX_VALUE) {
                break;
            }
            reachedMicros = micros[first];
            after[first] = at[first] + 1;
            at[first] = sequences.get(first).next(after[first]);
            micros[first] = sequences.get(first).micros(at[first]);
            count++;
        }
        if (count < rowsMax && untilMicros != Long.MAX_VALUE) {
            reachedMicros = Math.max(reachedMicros, untilMicros);
        }
        List<Batch> rows = new ArrayList<>();
        for (int i = 0; i < streams; i++) {
            rows.add(sequences.get(i).rows(slots[i], after[i]));
            slots[i] = after[i];
        }
        ReplayPosition position = new ReplayPosition(LongStream.of(after).boxed().toList());
        return new Events(rows, position.encoded(log), reachedMicros);
    }

    List<ReplaySequence> sequences() {
        return sequences;
    }
}
