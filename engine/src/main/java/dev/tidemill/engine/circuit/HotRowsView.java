package dev.tidemill.engine.circuit;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.engine.history.History;
import dev.tidemill.engine.history.HistoryMark;
import dev.tidemill.engine.state.AppendColumnsView;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The rows of an append-only table as of a tick.
 *
 * @param mark what is in the history
 * @param completeFrom no row with this event time or a later one was dropped; null when none was
 * @param sealed rows in memory that are on their way to the history
 * @param active the rows behind them
 */
record HotRowsView(
        HistoryMark mark,
        @Nullable Long completeFrom,
        History history,
        AppendColumnsView sealed,
        AppendColumnsView active) {
    private static final int CHUNK_ROWS = 8_192;
    private static final int PARTS_MAX = 16;
    private static final long PART_ROWS_MIN = 65_536;

    /** All rows that are not dropped. */
    long rows() {
        return mark.kept() + rowsInMemory();
    }

    private long rowsInMemory() {
        return kept(sealed, mark.rows()) + kept(active, mark.rows() + sealed.rows());
    }

    private long kept(AppendColumnsView half, long first) {
        return half.rows() - firstKept(half, first);
    }

    private long firstKept(AppendColumnsView half, long first) {
        return Math.clamp(mark.firstRow() - first, 0, half.rows());
    }

    /** All rows: those of the history as one part, those in memory as several. */
    List<Supplier<@Nullable Batch>> scan(int... wanted) {
        List<Supplier<@Nullable Batch>> parts = new ArrayList<>();
        if (mark.kept() > 0) {
            parts.add(history.scan(mark, active.schema(), wanted));
        }
        parts.addAll(scanMemory(wanted));
        return parts;
    }

    /** The rows in memory, those that are to be moved first. */
    List<Supplier<@Nullable Batch>> scanMemory(int... wanted) {
        List<Supplier<@Nullable Batch>> parts = new ArrayList<>();
        addParts(sealed, mark.rows(), wanted, parts);
        addParts(active, mark.rows() + sealed.rows(), wanted, parts);
        return parts;
    }

    private void addParts(
            AppendColumnsView half,
            long first,
            int[] wanted,
            List<Supplier<@Nullable Batch>> parts) {
        long from = firstKept(half, first);
        long rows = half.rows() - from;
        int count = Math.clamp(rows / PART_ROWS_MIN, 1, PARTS_MAX);
        for (int part = 0; part < count && rows > 0; part++) {
            long start = from + rows * part / count;
            long end = from + rows * (part + 1) / count;
            parts.add(new Part(half, wanted, start, end));
        }
    }

    /** A range of rows, read chunk by chunk. */
    private static final class Part implements Supplier<@Nullable Batch> {
        private final AppendColumnsView columns;
        private final int[] wanted;
        private final long end;
        private long at;

        Part(AppendColumnsView columns, int[] wanted, long start, long end) {
            this.columns = columns;
            this.wanted = wanted;
            this.at = start;
            this.end = end;
        }

        @Override
        public @Nullable Batch get() {
            if (at >= end) {
                return null;
            }
            int count = (int) Math.min(CHUNK_ROWS, end - at);
            Batch chunk = columns.read(at, count, wanted);
            at += count;
            return chunk;
        }
    }
}
