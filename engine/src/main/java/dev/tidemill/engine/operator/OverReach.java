package dev.tidemill.engine.operator;

import dev.tidemill.engine.operator.SortDistance.Offset;
import java.util.List;

/**
 * How far a row's frame reaches in one direction, followed row by row away from a row. As the rows
 * before a step and those after it may lie differently, the farther of the two is taken. One
 * thread.
 */
final class OverReach {
    /** What one function needs. */
    sealed interface Part {}

    /** So many rows. */
    record Rows(long count) implements Part {}

    /** The row's peers and so many groups of peers more. */
    record Groups(long count) implements Part {}

    /** The rows at a distance. */
    record Range(Offset offset) implements Part {}

    /** Rows of which each is at most so far from the last. */
    record Chain(Offset gap) implements Part {}

    private final List<Part> parts;
    private final SortDistance distance = new SortDistance();
    private final boolean[] open;
    private final int[][] chained;
    private final long[] rows = new long[2];
    private final long[] groups = new long[2];
    private final boolean[] present = new boolean[2];
    private OverStretch seedRows;
    private int seed;
    private OverStretch lastRows;
    private int last;
    private boolean inSeedGroup;

    /**
     * @param start any stretch; {@link #begin} says where a walk begins
     */
    OverReach(List<Part> parts, OverStretch start) {
        this.parts = List.copyOf(parts);
        this.open = new boolean[parts.size()];
        this.chained = new int[parts.size()][2];
        this.seedRows = start;
        this.lastRows = start;
    }

    /** Begins at a row, from which the next ones go away. */
    void begin(OverStretch stretch, int row) {
        seedRows = stretch;
        seed = row;
        lastRows = stretch;
        last = row;
        inSeedGroup = true;
        for (int i = 0; i < open.length; i++) {
            open[i] = true;
            chained[i][0] = -1;
            chained[i][1] = -1;
        }
        for (int lane = 0; lane < 2; lane++) {
            rows[lane] = 0;
            groups[lane] = 0;
            present[lane] = false;
        }
    }

    /** Whether the reach goes as far as this row, the next one away from the beginning. */
    boolean covers(OverStretch stretch, int row) {
        boolean peer = OverStretch.arePeers(lastRows, last, stretch, row);
        if (!peer) {
            for (int lane = 0; lane < 2; lane++) {
                groups[lane] += !inSeedGroup && present[lane] ? 1 : 0;
                present[lane] = false;
            }
            inSeedGroup = false;
        }
        boolean covered = false;
        for (int i = 0; i < open.length; i++) {
            open[i] = open[i] && isCovered(i, stretch, row);
            covered |= open[i];
        }
        for (int lane = 0; lane < 2; lane++) {
            long weight = stretch.weight(row, lane);
            rows[lane] += weight;
            present[lane] |= weight > 0;
        }
        lastRows = stretch;
        last = row;
        return covered;
    }

    private boolean isCovered(int part, OverStretch stretch, int row) {
        return switch (parts.get(part)) {
            case Rows(long count) -> Math.min(rows[0], rows[1]) < count;
            case Groups(long count) -> inSeedGroup || Math.min(groups[0], groups[1]) < count;
            case Range(Offset offset) ->
                    distance.isNear(seedRows.sort(), seed, stretch.sort(), row, offset);
            case Chain(Offset gap) -> chains(part, stretch, row, gap);
        };
    }

    private boolean chains(int part, OverStretch stretch, int row, Offset gap) {
        boolean covered = false;
        for (int lane = 0; lane < 2; lane++) {
            if (stretch.weight(row, lane) == 0) {
                continue;
            }
            // Rows of one walk stand in one stretch; only the first may stand in another.
            int from = chained[part][lane];
            boolean near =
                    from < 0
                            ? distance.isNear(seedRows.sort(), seed, stretch.sort(), row, gap)
                            : distance.isNear(stretch.sort(), from, stretch.sort(), row, gap);
            if (near) {
                chained[part][lane] = row;
                covered = true;
            }
        }
        return covered;
    }
}
