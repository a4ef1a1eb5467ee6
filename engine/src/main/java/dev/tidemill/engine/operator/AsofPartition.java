package dev.tidemill.engine.operator;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.plan.AsofJoin;
import dev.tidemill.algebra.retention.Retention;
import dev.tidemill.engine.operator.AsofJoinOperator.Part;
import dev.tidemill.engine.state.KeyEncoder;
import dev.tidemill.engine.state.OrderedCursor;
import dev.tidemill.engine.state.OrderedIndex;
import dev.tidemill.engine.state.Region;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Both sides' rows of one key partition. A join that looks ahead keeps them the other way round, so
 * that the nearest right row is always the last before a place. A step first pairs the new left
 * rows with the old right rows, then moves the left rows whose nearest right row changes.
 *
 * <p>Between two neighbours among the old and the changed right rows of a key, all left rows have
 * one nearest row before and one after; so a change is a few such {@link Stretch}es. One thread at
 * a time.
 */
final class AsofPartition {
    /** What follows no value in a key: it stands behind all keys that begin like it. */
    private static final int BEHIND = 3;

    /** Left rows from a place to another, and the right row that was their nearest. */
    private record Stretch(
            byte[] start, byte[] stop, byte @Nullable [] before, byte[] place, int prefix) {}

    private final AsofJoin plan;
    private final boolean turned;
    private final boolean takesEqual;
    private final OrderedRows left;
    private final OrderedRows right;
    private final @Nullable OrderedIndex times;

    /**
     * Times of right rows that are not below the bound yet, in front of their keys; behind the time
     * stands how many bytes of the key are the join's.
     */
    private final @Nullable OrderedIndex rightTimes;

    private final KeyEncoder encoder = new KeyEncoder();

    AsofPartition(AsofJoin plan, Region region) {
        this.plan = plan;
        this.turned = !plan.direction().looksBack();
        this.takesEqual = plan.direction().takesEqual();
        this.left = side(plan.left().schema(), plan.leftKeys(), plan.leftOrder(), region, 0);
        this.right =
                side(
                        plan.right().schema(),
                        plan.rightKeys(),
                        plan.rightOrder(),
                        region,
                        OrderedRows.SEGMENTS);
        Retention rules = Retention.of(plan);
        this.times =
                rules.ruleOf(0) >= 0 ? new OrderedIndex(region, 2 * OrderedRows.SEGMENTS) : null;
        this.rightTimes =
                rules.ruleOf(1) >= 0
                        ? new OrderedIndex(
                                region, 2 * OrderedRows.SEGMENTS + OrderedIndex.SEGMENTS)
                        : null;
    }

    private OrderedRows side(
            dev.tidemill.algebra.type.Schema schema,
            int[] keys,
            int order,
            Region region,
            int firstSegment) {
        List<Integer> leading = new ArrayList<>(IntStream.of(keys).boxed().toList());
        leading.add(order);
        return new OrderedRows(
                schema, leading, turned ? keys.length : Integer.MAX_VALUE, region, firstSegment);
    }

    Batch step(Part dLeft, Part dRight, OutputBound bound) {
        BatchBuilder out = new BatchBuilder(plan.schema(), dLeft.rows().length);
        for (int row : dLeft.rows()) {
            pairLeft(dLeft, row, out);
        }
        bound.add(out.size());
        if (dRight.rows().length > 0) {
            moveLeft(dRight, out, bound);
        }
        return out.build();
    }

    private void pairLeft(Part changes, int row, BatchBuilder out) {
        long weight = changes.batch().weight(row);
        byte[] nearest = null;
        if (changes.isWhole(row)) {
            int prefix = place(changes, row, takesEqual);
            nearest = lastBefore(encoder.toBytes(), prefix);
            left.add(changes.batch(), row);
            if (times != null) {
                byte[] key = timed(left.key(changes.batch(), row), changes, row);
                times.add(key, key.length, weight);
            }
        }
        if (nearest != null || plan.keepsAll()) {
            for (int c = 0; c < changes.batch().columnCount(); c++) {
                out.column(c).appendFrom(changes.batch().column(c), row);
            }
            appendRight(nearest, out);
            out.endRow(weight);
        }
    }

    /**
     * Encodes where a row's place is, before the rows that are equal to it or behind them, and
     * gives how many bytes of it are the key.
     */
    private int place(Part changes, int row, boolean behindEqual) {
        encoder.clear();
        OrderedRows.encode(encoder, changes.keys(), row);
        int prefix = encoder.length();
        encoder.append(changes.order(), row, turned, turned);
        if (behindEqual) {
            encoder.appendTag(BEHIND);
        }
        return prefix;
    }

    /** The last right row of the key before a place, or null. */
    private byte @Nullable [] lastBefore(byte[] place, int prefix) {
        OrderedCursor cursor = right.cursor();
        return cursor.seekBelow(place, place.length) && cursor.keyStartsWith(place, prefix)
                ? cursor.key()
                : null;
    }

    private void appendRight(byte @Nullable [] key, BatchBuilder out) {
        int width = plan.left().schema().size();
        if (key == null) {
            for (int c = width; c < plan.schema().size(); c++) {
                out.column(c).appendNull();
            }
        } else {
            right.decode(key, out, width);
        }
    }

    /** A right row that comes or goes. */
    private record Turning(int row, byte[] key, int prefix) {}

    private void moveLeft(Part changes, BatchBuilder out, OutputBound bound) {
        List<Turning> turning = turning(changes);
        List<Stretch> stretches = new ArrayList<>();
        for (int i = 0; i < turning.size(); i++) {
            Turning following = i + 1 < turning.size() ? turning.get(i + 1) : null;
            Stretch stretch = stretch(changes, turning.get(i), following);
            if (stretch != null) {
                stretches.add(stretch);
            }
        }
        for (int row : changes.rows()) {
            if (changes.isWhole(row)) {
                right.add(changes.batch(), row);
                if (rightTimes != null) {
                    byte[] key = timedRight(changes, row);
                    rightTimes.add(key, key.length, changes.batch().weight(row));
                }
            }
        }
        for (Stretch stretch : stretches) {
            move(stretch, out, bound);
        }
    }

    /** The rows whose number of copies comes from 0 or falls to it, in order. */
    private List<Turning> turning(Part changes) {
        TreeMap<byte[], Turning> rows = new TreeMap<>(Arrays::compareUnsigned);
        TreeMap<byte[], Long> weights = new TreeMap<>(Arrays::compareUnsigned);
        for (int row : changes.rows()) {
            if (changes.isWhole(row)) {
                byte[] key = right.key(changes.batch(), row);
                weights.merge(key, changes.batch().weight(row), Long::sum);
                rows.putIfAbsent(key, new Turning(row, key, place(changes, row, false)));
            }
        }
        List<Turning> turning = new ArrayList<>();
        weights.forEach(
                (key, change) -> {
                    long before = right.weight(key, key.length);
                    if (before != 0 != (before + change != 0)) {
                        turning.add(java.util.Objects.requireNonNull(rows.get(key)));
                    }
                });
        return turning;
    }

    /** The left rows from a right row's place to that of the next one, old or changed. */
    private @Nullable Stretch stretch(Part changes, Turning row, @Nullable Turning following) {
        byte[] next = nextOf(row);
        boolean sameKey =
                following != null
                        && following.prefix == row.prefix
                        && Arrays.equals(following.key, 0, row.prefix, row.key, 0, row.prefix);
        if (following != null
                && sameKey
                && (next == null || Arrays.compareUnsigned(following.key, next) < 0)) {
            next = following.key;
        }
        place(changes, row.row, !takesEqual);
        byte[] start = encoder.toBytes();
        byte[] stop = next == null ? behind(row.key, row.prefix) : placeOf(next, row.prefix);
        if (Arrays.compareUnsigned(start, stop) >= 0) {
            return null;
        }
        place(changes, row.row, true);
        byte[] place = encoder.toBytes();
        return new Stretch(start, stop, lastBefore(place, row.prefix), place, row.prefix);
    }

    /** The right row behind another in the order, of the same key; null when there is none. */
    private byte @Nullable [] nextOf(Turning row) {
        OrderedCursor cursor = right.cursor();
        boolean valid = cursor.seekCeiling(row.key, row.key.length);
        if (valid && cursor.compareKey(row.key, row.key.length) == 0) {
            valid = cursor.next();
        }
        return valid && cursor.keyStartsWith(row.key, row.prefix) ? cursor.key() : null;
    }

    /** Behind all rows of a key. */
    private static byte[] behind(byte[] key, int prefix) {
        byte[] end = Arrays.copyOf(key, prefix + 1);
        end[prefix] = BEHIND;
        return end;
    }

    /** Where the left rows begin that look back to a right row. */
    private byte[] placeOf(byte[] key, int prefix) {
        int length = right.valueEnd(key, prefix, plan.rightOrder(), turned);
        byte[] place = Arrays.copyOf(key, takesEqual ? length : length + 1);
        if (!takesEqual) {
            place[length] = BEHIND;
        }
        return place;
    }

    private void move(Stretch stretch, BatchBuilder out, OutputBound bound) {
        byte[] after = lastBefore(stretch.place, stretch.prefix);
        byte[] before = stretch.before;
        if (Arrays.equals(before, after)) {
            return;
        }
        int started = out.size();
        OrderedCursor cursor = left.cursor();
        boolean valid = cursor.seekCeiling(stretch.start, stretch.start.length);
        while (valid && cursor.compareKey(stretch.stop, stretch.stop.length) < 0) {
            show(cursor, before, -cursor.value(), out);
            show(cursor, after, cursor.value(), out);
            if (out.size() - started >= JoinSide.CHUNK_PAIRS) {
                bound.add(out.size() - started);
                started = out.size();
            }
            valid = cursor.next();
        }
        bound.add(out.size() - started);
    }

    private void show(
            OrderedCursor cursor, byte @Nullable [] nearest, long weight, BatchBuilder out) {
        if (nearest != null || plan.keepsAll()) {
            left.decode(cursor.key(), out, 0);
            appendRight(nearest, out);
            out.endRow(weight);
        }
    }

    /** A left row's time and then its key. */
    private byte[] timed(byte[] key, Part changes, int row) {
        long time = RetainedTimes.time(changes.order(), row);
        byte[] head = encoder.clear().appendLong(time).toBytes();
        byte[] both = Arrays.copyOf(head, head.length + key.length);
        System.arraycopy(key, 0, both, head.length, key.length);
        return both;
    }

    /** A right row's time, how many bytes of its key are the join's, and its key. */
    private byte[] timedRight(Part changes, int row) {
        long time = RetainedTimes.time(changes.order(), row);
        int prefix = place(changes, row, false);
        byte[] key = right.key(changes.batch(), row);
        byte[] head = encoder.clear().appendLong(time).appendRow(prefix).toBytes();
        byte[] both = Arrays.copyOf(head, head.length + key.length);
        System.arraycopy(key, 0, both, head.length, key.length);
        return both;
    }

    /** Forgets left rows below a bound: no right row to come is before them. */
    void collectLeft(long bound) {
        if (times == null) {
            return;
        }
        for (byte[] key : due(times, bound)) {
            left.remove(Arrays.copyOfRange(key, Long.BYTES, key.length));
        }
    }

    /**
     * Forgets right rows below a bound that are not the last of their key there: no left row to
     * come is before the last one, and it is not taken back.
     */
    void collectRight(long bound) {
        if (rightTimes == null) {
            return;
        }
        for (byte[] timed : due(rightTimes, bound)) {
            int prefix = ByteBuffer.wrap(timed).getInt(Long.BYTES);
            byte[] key = Arrays.copyOfRange(timed, Long.BYTES + Integer.BYTES, timed.length);
            OrderedCursor cursor = right.cursor();
            boolean isThere =
                    cursor.seekCeiling(key, key.length) && cursor.compareKey(key, key.length) == 0;
            byte[] former = isThere ? lastBefore(key, prefix) : null;
            if (former != null) {
                right.remove(former);
            }
        }
    }

    /** Takes out what has a time below a bound, in order. */
    private List<byte[]> due(OrderedIndex index, long bound) {
        byte[] end = encoder.clear().appendLong(bound).toBytes();
        List<byte[]> due = new ArrayList<>();
        OrderedCursor cursor = index.cursor();
        boolean valid = cursor.first();
        while (valid && cursor.compareKey(end, end.length) < 0) {
            due.add(cursor.key());
            valid = cursor.next();
        }
        due.forEach(key -> index.remove(key, key.length));
        return due;
    }
}
