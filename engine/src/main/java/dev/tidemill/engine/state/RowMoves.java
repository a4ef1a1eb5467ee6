package dev.tidemill.engine.state;

import dev.tidemill.algebra.column.Batch;
import java.util.Arrays;

/**
 * Which distinct rows of a {@link ZSetTable} a consolidated batch made and removed, and where they
 * stand in it: what an index of the table must follow. One thread, for one batch.
 */
final class RowMoves {
    private final Batch batch;
    private final long[] identityHashes;
    private final int[] sources;
    private final int count;
    private final long[] before;
    private final long[] after;
    private final int[] successors;

    private RowMoves(Batch batch, long[] identityHashes, int[] sources, int count) {
        this.batch = batch;
        this.identityHashes = identityHashes;
        this.sources = sources;
        this.count = count;
        this.before = new long[count];
        this.after = new long[count];
        this.successors = new int[count];
    }

    /**
     * Looks where the rows {@code sources[0..count)} of a batch stand before it is applied.
     *
     * @param batch has no row twice
     * @param identityHashes of every row of the batch
     */
    static RowMoves before(
            ZSetTable table, Batch batch, long[] identityHashes, int[] sources, int count) {
        RowMoves moves = new RowMoves(batch, identityHashes, sources, count);
        moves.look(table, moves.before);
        return moves;
    }

    /** Looks where they stand now that the batch is applied. */
    void after(ZSetTable table) {
        look(table, after);
        Arrays.fill(successors, -1);
        findSuccessors();
    }

    /** Finds the new rows that took the places of those that are gone, by a table of the places. */
    private void findSuccessors() {
        int mask = Integer.highestOneBit(Math.max(1, count)) * 4 - 1;
        int[] places = new int[mask + 1];
        boolean any = false;
        for (int i = 0; i < count; i++) {
            if (removed(i) >= 0) {
                places[free(places, mask, removed(i))] = i + 1;
                any = true;
            }
        }
        for (int i = 0; any && i < count; i++) {
            long row = added(i);
            if (row >= 0) {
                int former = places[free(places, mask, row)] - 1;
                if (former >= 0) {
                    successors[former] = i;
                }
            }
        }
    }

    /** Where a place is in the table of places, or would be put. */
    private int free(int[] places, int mask, long row) {
        int at = (int) ((row * 0x9E3779B97F4A7C15L) >>> 32) & mask;
        while (places[at] != 0 && before[places[at] - 1] != row) {
            at = (at + 1) & mask;
        }
        return at;
    }

    private void look(ZSetTable table, long[] found) {
        for (int i = 0; i < count; i++) {
            found[i] = table.row(batch.columns(), sources[i], identityHashes[sources[i]]);
        }
    }

    Batch batch() {
        return batch;
    }

    int count() {
        return count;
    }

    /** The batch's row of a move. */
    int source(int move) {
        return sources[move];
    }

    /** Where the row that is gone stood; -1 for one that is still there or never was. */
    long removed(int move) {
        return after[move] < 0 ? before[move] : -1;
    }

    /** The move of the new row that took the place of a removed one; -1 when the place is free. */
    int successor(int move) {
        return successors[move];
    }

    /** Where the row that is new stands; -1 for one that was there before or is not. */
    long added(int move) {
        return before[move] < 0 ? after[move] : -1;
    }
}
