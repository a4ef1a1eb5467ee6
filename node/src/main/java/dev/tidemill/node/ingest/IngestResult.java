package dev.tidemill.node.ingest;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a batch. It is on disk.
 *
 * @param tick the tick that holds it
 * @param duplicate the idempotency key had been seen: this is the first answer, nothing was added
 * @param problems the first few quarantined rows
 */
public record IngestResult(
        long tick, long accepted, long quarantined, boolean duplicate, List<Problem> problems) {
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
}
