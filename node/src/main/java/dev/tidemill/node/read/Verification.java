package dev.tidemill.node.read;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How live tables compare with their queries run as a batch, at one tick.
 *
 * @param mismatches rows that one side has and the other has not, in all tables
 */
public record Verification(long tick, List<TableResult> tables, long mismatches, double elapsedMs) {
    public Verification {
        tables = List.copyOf(tables);
    }

    /**
     * One live table.
     *
     * @param sample a few of the rows that differ, with the side that has them
     * @param notCompared why the query cannot be run as a batch; null when it was
     */
    public record TableResult(
            String table,
            long rows,
            long batchRows,
            long mismatches,
            List<String> sample,
            @Nullable String notCompared) {
        public TableResult {
            sample = List.copyOf(sample);
        }

        /** A table whose query the batch engine cannot run. */
        static TableResult notCompared(String table, long rows, String reason) {
            return new TableResult(table, rows, 0, 0, List.of(), reason);
        }
    }
}
