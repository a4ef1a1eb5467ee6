package dev.tidemill.connectors.source;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.LongColumn;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * One stream of a replay as a sequence that repeats: slots in the order of time, so many in each
 * cycle as the file has rows. A row whose time lies after the period's end has its slot in a later
 * cycle ({@code wraps} says how many later); a slot whose row would belong to a cycle before the
 * first, or after the last, is empty and passed over.
 *
 * <p>Single-threaded: it keeps the rows of the cycles it is in.
 */
final class ReplaySequence {
    private final ReplayStream stream;
    private final ReplayFile file;
    private final long periodDays;
    private final long periodMicros;
    private final long startMicros;
    private final int size;
    private final long cycles;
    private final long end;

    /** The file's row of each slot of a cycle. */
    private final int[] order;

    /** Each slot's time after the cycle's beginning. */
    private final long[] offsets;

    private final int[] wraps;
    private final int wrapsMax;

    /** The rows of consecutive cycles, from {@link #windowFirst} on. */
    private @Nullable Batch window;

    private long windowFirst;
    private int windowCycles;

    /**
     * @param times when each row of the first cycle is sent
     * @param startMicros the beginning of the first cycle
     * @param cycles how often the file is told
     */
    ReplaySequence(
            ReplayStream stream,
            ReplayFile file,
            LongColumn times,
            long startMicros,
            long periodDays,
            long periodMicros,
            long cycles) {
        this.stream = stream;
        this.file = file;
        this.startMicros = startMicros;
        this.periodDays = periodDays;
        this.periodMicros = periodMicros;
        this.size = file.size();
        this.cycles = cycles;
        long[] inCycle = new long[size];
        int[] wrapsOfRows = new int[size];
        int most = 0;
        for (int row = 0; row < size; row++) {
            if (times.isNull(row)) {
                throw new TidemillException(
                        ErrorCode.INVALID_PROJECT,
                        "row " + (row + 1) + " of the file has no time for " + stream.table());
            }
            long after = times.values()[row] - startMicros;
            wrapsOfRows[row] = Math.toIntExact(after / periodMicros);
            inCycle[row] = after % periodMicros;
            most = Math.max(most, wrapsOfRows[row]);
        }
        wrapsMax = most;
        order = byTime(inCycle);
        offsets = new long[size];
        wraps = new int[size];
        for (int slot = 0; slot < size; slot++) {
            offsets[slot] = inCycle[order[slot]];
            wraps[slot] = wrapsOfRows[order[slot]];
        }
        boolean forever = cycles >= Long.MAX_VALUE / (size + 1L) - wrapsMax - 1;
        end = forever ? Long.MAX_VALUE : (cycles + wrapsMax) * size;
    }

    /** Rows by time, then by row number. */
    private static int[] byTime(long[] times) {
        boolean sorted = IntStream.range(1, times.length).allMatch(i -> times[i - 1] <= times[i]);
        if (sorted) {
            return IntStream.range(0, times.length).toArray();
        }
        long least = LongStream.of(times).min().orElse(0);
        long most = LongStream.of(times).max().orElse(0);
        int rowBits = Long.SIZE - Long.numberOfLeadingZeros(times.length);
        if (most - least < 1L << (Long.SIZE - 1 - rowBits)) {
            long[] keys = new long[times.length];
            for (int i = 0; i < keys.length; i++) {
                keys[i] = ((times[i] - least) << rowBits) | i;
            }
            java.util.Arrays.sort(keys);
            return LongStream.of(keys)
                    .mapToInt(key -> (int) (key & ((1L << rowBits) - 1)))
                    .toArray();
        }
        return IntStream.range(0, times.length)
                .boxed()
                .sorted(java.util.Comparator.comparingLong(i -> times[i]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    ReplayStream stream() {
        return stream;
    }

    private long cycleOf(long slot) {
        return slot / size - wraps[(int) (slot % size)];
    }

    private boolean holdsRow(long slot) {
        long cycle = cycleOf(slot);
        return cycle >= 0 && cycle < cycles;
    }

    /** The first slot from this one on that holds a row; the end when there is none. */
    long next(long from) {
        long slot = from;
        while (slot < end && !holdsRow(slot)) {
            slot++;
        }
        return slot;
    }

    /** When a slot's row is sent; the maximum at the end. */
    long micros(long slot) {
        return slot >= end
                ? Long.MAX_VALUE
                : startMicros + slot / size * periodMicros + offsets[(int) (slot % size)];
    }

    /** The time of the last row before a slot; the beginning when there is none. */
    long microsBefore(long slot) {
        for (long before = slot - 1; before >= 0; before--) {
            if (holdsRow(before)) {
                return micros(before);
            }
        }
        return startMicros;
    }

    /** The rows in the slots from one to another, exclusive. */
    Batch rows(long from, long to) {
        int[] sources = new int[Math.toIntExact(to - from)];
        if (sources.length == 0) {
            return none();
        }
        Batch rows = window(from / size - wrapsMax, (to - 1) / size);
        int count = 0;
        for (long slot = from; slot < to; slot++) {
            if (holdsRow(slot)) {
                long cycle = cycleOf(slot) - windowFirst;
                sources[count++] = (int) (cycle * size) + order[(int) (slot % size)];
            }
        }
        return rows.gather(sources, count);
    }

    private Batch window(long first, long last) {
        long from = Math.max(0, first);
        long until = Math.min(last, cycles - 1);
        Batch held = window;
        if (held != null && from >= windowFirst && until < windowFirst + windowCycles) {
            return held;
        }
        List<Batch> parts = new ArrayList<>();
        for (long cycle = from; cycle <= until; cycle++) {
            parts.add(tableColumns(cycleRows(cycle)));
        }
        Batch rows = Batch.concat(parts.getFirst().schema(), parts);
        window = rows;
        windowFirst = from;
        windowCycles = parts.size();
        return rows;
    }

    private Batch cycleRows(long cycle) {
        return stream.rows().of(file.inCycle(cycle, periodDays));
    }

    /** Without the time behind them. */
    private static Batch tableColumns(Batch rows) {
        return rows.select(IntStream.range(0, rows.columnCount() - 1).toArray());
    }

    private Batch none() {
        Batch held = window;
        return (held == null ? window(0, 0) : held).gather(new int[0], 0);
    }
}
