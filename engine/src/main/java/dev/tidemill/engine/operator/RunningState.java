package dev.tidemill.engine.operator;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BoolColumn;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.engine.state.KeyEncoder;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What has run up over the rows of a partition up to some row: how many rows and groups of peers
 * there were, accumulators, and values that are kept. It depends on these rows alone, not on the
 * history of changes. One thread.
 */
final class RunningState {
    private final RunningShape shape;
    private final KeyEncoder encoder = new KeyEncoder();
    private long rows;
    private long groups;
    private long groupStart;
    private byte[] lastPeers = new byte[0];
    private final byte[] cells;
    private final byte[] @Nullable [] kept;

    /** Before the first row. */
    RunningState(RunningShape shape) {
        this.shape = shape;
        this.cells = new byte[shape.width()];
        this.kept = new byte[shape.kept().size()][];
    }

    RunningState copy() {
        RunningState copy = new RunningState(shape);
        copy.rows = rows;
        copy.groups = groups;
        copy.groupStart = groupStart;
        copy.lastPeers = lastPeers;
        System.arraycopy(cells, 0, copy.cells, 0, cells.length);
        System.arraycopy(kept, 0, copy.kept, 0, kept.length);
        return copy;
    }

    long rows() {
        return rows;
    }

    /** Groups of peers, the one of the last row among them. */
    long groups() {
        return groups;
    }

    /** Rows before the group of the last row. */
    long groupStart() {
        return groupStart;
    }

    /** Whether a row is a peer of the last one. */
    boolean isContinuedBy(OverStretch stretch, int row) {
        return rows > 0 && Arrays.equals(lastPeers, stretch.peers(row));
    }

    byte[] cells() {
        return cells;
    }

    /** A kept value as a key's bytes; null while there is none. */
    byte @Nullable [] kept(int number) {
        return kept[number];
    }

    /**
     * Takes in rows of a stretch.
     *
     * @param batch the whole stretch's rows
     * @param lane the rows as they were before the step (0) or as they are (1)
     */
    void advance(Batch batch, OverStretch stretch, int from, int to, int lane) {
        int[] taken = new int[to - from];
        long[] weights = new long[batch.size()];
        int count = 0;
        int last = -1;
        for (int row = from; row < to; row++) {
            long weight = stretch.weight(row, lane);
            if (weight == 0) {
                continue;
            }
            boolean peer =
                    last < 0
                            ? isContinuedBy(stretch, row)
                            : OverStretch.arePeers(stretch, last, stretch, row);
            if (!peer) {
                groups++;
                groupStart = rows;
            }
            keep(batch, row, weight);
            rows += weight;
            last = row;
            weights[row] = weight;
            taken[count++] = row;
        }
        if (last >= 0) {
            lastPeers = stretch.peers(last);
            sum(batch.withWeights(weights), taken, count);
        }
    }

    private void keep(Batch batch, int row, long weight) {
        for (int k = 0; k < kept.length; k++) {
            RunningShape.Kept call = shape.kept().get(k);
            Column argument = batch.column(call.argument());
            if (call.place() > 0) {
                if (rows < call.place() && call.place() <= rows + weight) {
                    kept[k] = encoder.clear().append(argument, row).toBytes();
                }
            } else if (!argument.isNull(row) && passes(batch, call.filter(), row)) {
                encoder.clear().append(argument, row);
                byte[] best = kept[k];
                if (best == null || isBetter(best, call.greatest())) {
                    kept[k] = encoder.toBytes();
                }
            }
        }
    }

    private boolean isBetter(byte[] best, boolean greatest) {
        int order =
                Arrays.compareUnsigned(encoder.bytes(), 0, encoder.length(), best, 0, best.length);
        return greatest ? order > 0 : order < 0;
    }

    static boolean passes(Batch batch, int filter, int row) {
        return filter < 0
                || (batch.column(filter) instanceof BoolColumn condition
                        && !condition.isNull(row)
                        && condition.values()[row]);
    }

    private void sum(Batch weighted, int[] taken, int count) {
        GroupedRows grouped = new GroupedRows(weighted, taken, count, new int[count]);
        GroupCells state = new GroupCells(new byte[][] {cells}, new int[1], new long[1], 1);
        for (RunningShape.Sum sum : shape.sums()) {
            FrameSums.add(sum.accumulator(), sum.aggregated().call(), grouped, state, 1);
        }
    }

    /** Whether what later rows can see is equal, when the next row begins a group of peers. */
    boolean isEqual(RunningState other) {
        return !differsForGood(other) && Arrays.deepEquals(kept, other.kept);
    }

    /** Whether what differs will differ after any further rows, too. */
    boolean differsForGood(RunningState other) {
        return (shape.countsRows() && rows != other.rows)
                || (shape.countsGroups() && groups != other.groups)
                || !Arrays.equals(cells, other.cells);
    }

    byte[] encode() {
        int size = 4 * 8 + lastPeers.length + cells.length + 4 * kept.length;
        for (byte[] value : kept) {
            size += value == null ? 0 : value.length;
        }
        ByteBuffer out = ByteBuffer.allocate(size);
        out.putLong(rows).putLong(groups).putLong(groupStart).putLong(lastPeers.length);
        out.put(lastPeers).put(cells);
        for (byte[] value : kept) {
            out.putInt(value == null ? -1 : value.length);
            if (value != null) {
                out.put(value);
            }
        }
        return out.array();
    }

    static RunningState decode(RunningShape shape, byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        RunningState state = new RunningState(shape);
        state.rows = in.getLong();
        state.groups = in.getLong();
        state.groupStart = in.getLong();
        state.lastPeers = new byte[(int) in.getLong()];
        in.get(state.lastPeers).get(state.cells);
        for (int k = 0; k < state.kept.length; k++) {
            int length = in.getInt();
            if (length >= 0) {
                byte[] value = new byte[length];
                in.get(value);
                state.kept[k] = value;
            }
        }
        return state;
    }
}
