package dev.tidemill.node.ingest;

import dev.tidemill.node.tick.LateRows;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a batch. It is on disk.
 *
 * @param tick the tick that holds it
 * @param quarantined rows that were put aside, late ones among them
 * @param late rows that came later than their table's contract says
 * @param duplicate the idempotency key had been seen: this is the first answer, nothing was added
 * @param problems the first few quarantined rows
 */
public record IngestResult(
        long tick,
        long accepted,
        long quarantined,
        long late,
        boolean duplicate,
        List<Problem> problems) {
    public static final int PROBLEMS_MAX = 10;

    /**
     * Why a row was quarantined.
     *
     * @param row its number in the batch, from 1
     */
    public record Problem(long row, @Nullable String column, String rule, String reason) {}

    public IngestResult {
        problems = List.copyOf(problems);
    }

    /** The answer to a batch that was checked and sealed. */
    static IngestResult of(
            long tick, long good, List<Problem> problems, long quarantined, LateRows late) {
        List<Problem> all = new ArrayList<>(problems);
        for (LateRows.LateRow row : late.first()) {
            if (all.size() < PROBLEMS_MAX) {
                all.add(new Problem(row.row() + 1L, row.column(), LatenessGate.RULE, row.reason()));
            }
        }
        return new IngestResult(
                tick, good - late.count(), quarantined + late.count(), late.count(), false, all);
    }
}
