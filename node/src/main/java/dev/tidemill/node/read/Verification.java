package dev.tidemill.node.read;

import java.util.List;

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
     */
    public record TableResult(
            String table, long rows, long batchRows, long mismatches, List<String> sample) {
        public TableResult {
            sample = List.copyOf(sample);
        }
    }
}
