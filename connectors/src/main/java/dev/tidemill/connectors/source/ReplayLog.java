package dev.tidemill.connectors.source;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.LongColumn;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/**
 * A file's streams, and how the file repeats: its first day begins with the earliest time of any
 * stream, and its period is whole days, as many as the first stream's times reach into.
 *
 * <p>Single-threaded, as its sequences are.
 */
public final class ReplayLog {
    /** The file comes again without end. */
    public static final long FOREVER = Long.MAX_VALUE;

    private static final long MICROS_PER_DAY = 86_400_000_000L;

    private final List<ReplaySequence> sequences = new ArrayList<>();
    private final long startMicros;
    private final long fingerprint;

    /**
     * @param cycles how many times the file is told
     */
    public ReplayLog(Batch rows, List<ReplayStream> streams, long cycles) {
        if (cycles < 1 || streams.isEmpty()) {
            throw new IllegalArgumentException(cycles + " cycles, " + streams.size() + " streams");
        }
        ReplayFile file = new ReplayFile(rows);
        List<LongColumn> times = streams.stream().map(stream -> times(stream, file)).toList();
        long first = times.stream().mapToLong(ReplayLog::earliest).min().orElseThrow();
        startMicros = Math.floorDiv(first, MICROS_PER_DAY) * MICROS_PER_DAY;
        long days = Math.floorDiv(latest(times.getFirst()) - startMicros, MICROS_PER_DAY) + 1;
        fingerprint = fingerprint(streams, times, file.size(), days);
        for (int i = 0; i < streams.size(); i++) {
            sequences.add(
                    new ReplaySequence(
                            streams.get(i),
                            file,
                            times.get(i),
                            startMicros,
                            days,
                            days * MICROS_PER_DAY,
                            cycles));
        }
    }

    /** Everything that says which row stands in which slot. */
    private static long fingerprint(
            List<ReplayStream> streams, List<LongColumn> times, int rows, long days) {
        long hash = rows * 31L + days;
        for (int i = 0; i < streams.size(); i++) {
            hash = hash * 1_000_003 + streams.get(i).table().hashCode();
            for (int row = 0; row < rows; row++) {
                hash = hash * 1_000_003 + times.get(i).values()[row];
            }
        }
        return hash;
    }

    private static LongColumn times(ReplayStream stream, ReplayFile file) {
        Batch rows = stream.rows().of(file.inCycle(0, 0));
        if (rows.size() != file.size()
                || !(rows.column(rows.columnCount() - 1) instanceof LongColumn times)
                || !times.type().isTimestamp()) {
            throw new TidemillException(
                    ErrorCode.INVALID_PROJECT,
                    "the time of the stream " + stream.table() + " is not a timestamp");
        }
        return times;
    }

    private static long earliest(LongColumn times) {
        return LongStream.of(times.values()).limit(times.size()).min().orElseThrow();
    }

    private static long latest(LongColumn times) {
        return LongStream.of(times.values()).limit(times.size()).max().orElseThrow();
    }

    List<ReplaySequence> sequences() {
        return sequences;
    }

    /** The same for the same rows' times in the same streams: a position is of no other log. */
    long fingerprint() {
        return fingerprint;
    }

    /** The first instant of the first day. */
    public long startMicros() {
        return startMicros;
    }
}
