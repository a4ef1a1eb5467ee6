package dev.tidemill.engine.operator;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.plan.Join;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.engine.state.KeyEncoder;
import dev.tidemill.engine.state.OrderedCursor;
import dev.tidemill.engine.state.OrderedIndex;
import dev.tidemill.engine.state.Region;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A side of a band join: its rows in the order of the join's key and then of the band's column, so
 * that the partners of a row are one range. Counts, where they are kept, are in an index of their
 * own, and a row without a count has no partner. So are times, where rows are ever collected.
 */
final class OrderedSide implements JoinSide {
    static final int SEGMENTS = OrderedRows.SEGMENTS + 2 * OrderedIndex.SEGMENTS;

    private final OrderedRows rows;
    private final @Nullable OrderedIndex counts;
    private final @Nullable OrderedIndex times;
    private final int timeColumn;
    private final BandReach reach;

    private final KeyEncoder start = new KeyEncoder();
    private final KeyEncoder end = new KeyEncoder();
    private final int[] positions = new int[CHUNK_PAIRS];
    private final byte[][] partners = new byte[CHUNK_PAIRS][];
    private final long[] weights = new long[CHUNK_PAIRS];

    private OrderedSide(
            Plan side,
            int[] keys,
            int band,
            BandReach reach,
            Region region,
            int firstSegment,
            boolean counted,
            int timeColumn) {
        List<Integer> leading = new ArrayList<>(IntStream.of(keys).boxed().toList());
        leading.add(band);
        this.rows = new OrderedRows(side.schema(), leading, region, firstSegment);
        this.counts =
                counted ? new OrderedIndex(region, firstSegment + OrderedRows.SEGMENTS) : null;
        this.timeColumn = timeColumn;
        this.times =
                timeColumn < 0
                        ? null
                        : new OrderedIndex(
                                region,
                                firstSegment + OrderedRows.SEGMENTS + OrderedIndex.SEGMENTS);
        this.reach = reach;
    }

    static OrderedSide left(Join plan, Region region, int firstSegment, boolean counted) {
        Join.Band band = requireNonNull(plan.band(), "band");
        return new OrderedSide(
                plan.left(),
                plan.leftKeys(),
                band.left(),
                BandReach.left(plan, band),
                region,
                firstSegment,
                counted,
                JoinOperator.collectedColumn(plan, 0));
    }

    static OrderedSide right(Join plan, Region region, int firstSegment, boolean counted) {
        Join.Band band = requireNonNull(plan.band(), "band");
        return new OrderedSide(
                plan.right(),
                plan.rightKeys(),
                band.right(),
                BandReach.right(plan, band),
                region,
                firstSegment,
                counted,
                JoinOperator.collectedColumn(plan, 1));
    }

    @Override
    public void partners(JoinChanges asking, int[] askingRows, PairTaker taker) {
        Column band = requireNonNull(asking.band(), "band");
        OrderedCursor cursor = rows.cursor();
        int count = 0;
        for (int k = 0; k < askingRows.length; k++) {
            int row = askingRows[k];
            if (!range(asking.keys(), row, BandReach.value(band, row))) {
                continue;
            }
            boolean valid = cursor.seekCeiling(start.bytes(), start.length());
            while (valid && cursor.compareKey(end.bytes(), end.length()) < 0) {
                if (count == CHUNK_PAIRS) {
                    take(count, taker);
                    count = 0;
                }
                positions[count] = k;
                partners[count] = cursor.key();
                weights[count++] = cursor.value();
                valid = cursor.next();
            }
        }
        if (count > 0) {
            take(count, taker);
        }
    }

    private void take(int count, PairTaker taker) {
        BatchBuilder builder = new BatchBuilder(rows.schema(), count);
        for (int i = 0; i < count; i++) {
            rows.decode(partners[i], builder, 0);
            builder.endRow(weights[i]);
        }
        taker.take(positions, count, builder.build());
    }

    /** Sets where the partners of a row start and end; false when it can have none. */
    private boolean range(Column[] keys, int row, long value) {
        if (!reach.around(value)) {
            return false;
        }
        start.clear();
        OrderedRows.encode(start, keys, row);
        start.appendWhole(reach.from(), reach.isInt());
        end.clear();
        OrderedRows.encode(end, keys, row);
        if (reach.isOpen()) {
            end.appendAfterValues();
        } else {
            end.appendWhole(reach.to() + 1, reach.isInt());
        }
        return true;
    }

    @Override
    public long addToCount(int pair, long change) {
        byte[] key = partners[pair];
        return requireNonNull(counts, "counts").add(key, key.length, change) - change;
    }

    @Override
    public boolean hasKey(JoinChanges asking, int row) {
        throw new IllegalStateException("a key alone makes no partner in a band");
    }

    @Override
    public void apply(JoinChanges changes, int[] changed, long @Nullable [] numbers) {
        for (int row : changed) {
            rows.add(changes.batch(), row);
            if (times != null && !changes.batch().column(timeColumn).isNull(row)) {
                byte[] key = timed(changes, row);
                times.add(key, key.length, changes.batch().weight(row));
            }
        }
        if (counts != null) {
            keepCounts(counts, changes, changed, requireNonNull(numbers, "counts"));
        }
    }

    /** A row's time and then its key. */
    private byte[] timed(JoinChanges changes, int row) {
        byte[] key = rows.key(changes.batch(), row);
        long time = RetainedTimes.time(changes.batch().column(timeColumn), row);
        byte[] head = start.clear().appendLong(time).toBytes();
        byte[] both = Arrays.copyOf(head, head.length + key.length);
        System.arraycopy(key, 0, both, head.length, key.length);
        return both;
    }

    @Override
    public void collect(long bound) {
        if (times == null) {
            return;
        }
        end.clear().appendLong(bound);
        List<byte[]> due = new ArrayList<>();
        OrderedCursor cursor = times.cursor();
        boolean valid = cursor.first();
        while (valid && cursor.compareKey(end.bytes(), end.length()) < 0) {
            due.add(cursor.key());
            valid = cursor.next();
        }
        for (byte[] key : due) {
            times.remove(key, key.length);
            byte[] row = Arrays.copyOfRange(key, end.length(), key.length);
            rows.remove(row);
            if (counts != null) {
                counts.remove(row, row.length);
            }
        }
    }

    private void keepCounts(OrderedIndex kept, JoinChanges changes, int[] changed, long[] numbers) {
        for (int k = 0; k < changed.length; k++) {
            byte[] key = rows.key(changes.batch(), changed[k]);
            long number = rows.weight(key, key.length) == 0 ? 0 : numbers[k];
            kept.add(key, key.length, number - kept.get(key, key.length, 0));
        }
    }
}
