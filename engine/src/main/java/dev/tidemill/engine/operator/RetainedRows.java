package dev.tidemill.engine.operator;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.engine.state.Region;
import dev.tidemill.engine.state.ZSetTable;
import java.util.Arrays;

/**
 * The times of the rows that a Z-set holds, so that those below a bound can go from it. Rows are
 * counted by time and key. Two segments beside the Z-set's. One thread at a time.
 */
final class RetainedRows {
    private final ZSetTable rows;
    private final int column;
    private final RetainedTimes times;

    /**
     * @param column the time among the rows' columns
     */
    RetainedRows(ZSetTable rows, int column, Region region, int firstSegment) {
        this.rows = rows;
        this.column = column;
        this.times = new RetainedTimes(region, firstSegment);
    }

    /** Notes changes that the Z-set is given. */
    void apply(Batch batch, long[] keyHashes, int[] positions, int count) {
        Column time = batch.column(column);
        for (int k = 0; k < count; k++) {
            int row = positions[k];
            if (!time.isNull(row)) {
                times.add(RetainedTimes.time(time, row), keyHashes[row], batch.weight(row));
            }
        }
    }

    /** Removes the rows whose time is below the bound from the Z-set. */
    void collect(long bound) {
        RetainedTimes.Due due = times.takeBelow(bound);
        if (due.count() == 0) {
            return;
        }
        long[] hashes = new long[due.count()];
        for (int i = 0; i < hashes.length; i++) {
            hashes[i] = due.reference(i);
        }
        Arrays.sort(hashes);
        LongList found = new LongList();
        for (int i = 0; i < hashes.length; i++) {
            if (i == 0 || hashes[i] != hashes[i - 1]) {
                rows.eachOfHash(hashes[i], found::add);
            }
        }
        remove(rows.read(found.values(), found.size()), bound);
    }

    private void remove(Batch candidates, long bound) {
        Column time = candidates.column(column);
        int[] past = new int[candidates.size()];
        int count = 0;
        for (int i = 0; i < past.length; i++) {
            if (!time.isNull(i) && RetainedTimes.time(time, i) < bound) {
                past[count++] = i;
            }
        }
        if (count > 0) {
            rows.apply(candidates.gather(past, count).negate());
        }
    }
}
