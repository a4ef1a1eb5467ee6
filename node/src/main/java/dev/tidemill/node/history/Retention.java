package dev.tidemill.node.history;

import dev.tidemill.engine.circuit.HotTable;
import dev.tidemill.engine.history.HistoryMark;
import dev.tidemill.node.record.RetentionEntry;
import dev.tidemill.store.HistoryStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How long a table's rows are kept. Whole runs are dropped, the oldest first, when nothing in them
 * has to be kept any more; so a row never goes too early, and goes late by the length of a run.
 *
 * @param age rows whose event time is further behind the tick's time may go; null when age does not
 *     matter
 * @param rows as many rows are kept at least
 */
public record Retention(@Nullable Duration age, long rows) {
    /**
     * A table with an age has so many runs to its age, that it does not keep rows twice as long.
     */
    private static final int RUNS_IN_AGE = 8;

    /** What is dropped at this time; null when nothing is. */
    @Nullable RetentionEntry due(HotTable table, List<HistoryStore.Run> runs, long nowMicros) {
        HistoryMark mark = table.history();
        long total = mark.rows() + table.hotRows();
        long firstRow = mark.firstRow();
        long completeFrom = Long.MIN_VALUE;
        for (HistoryStore.Run run : runs) {
            if (run.number() > mark.runs() || !mayGo(run, total, nowMicros)) {
                break;
            }
            firstRow = Math.max(firstRow, run.endRow());
            if (run.greatest() != null) {
                completeFrom = Math.max(completeFrom, run.greatest() + 1);
            }
        }
        return firstRow > mark.firstRow()
                ? new RetentionEntry(mark.store(), firstRow, completeFrom)
                : null;
    }

    private boolean mayGo(HistoryStore.Run run, long total, long nowMicros) {
        boolean tooMany = rows != Long.MAX_VALUE && total - run.endRow() >= rows;
        boolean tooOld =
                age != null && run.greatest() != null && run.greatest() < nowMicros - micros(age);
        return tooMany || tooOld;
    }

    /** Rows in memory are moved after this time at the latest, since only runs are dropped. */
    long sealedAfterMicros() {
        return age == null ? Long.MAX_VALUE : Math.max(1, micros(age) / RUNS_IN_AGE);
    }

    /** Rows in memory are moved at this number at the latest. */
    long sealedAfterRows() {
        return rows == Long.MAX_VALUE ? Long.MAX_VALUE : Math.max(1, rows / RUNS_IN_AGE);
    }

    private static long micros(Duration duration) {
        return TimeUnit.SECONDS.toMicros(duration.toSeconds())
                + TimeUnit.NANOSECONDS.toMicros(duration.toNanosPart());
    }
}
