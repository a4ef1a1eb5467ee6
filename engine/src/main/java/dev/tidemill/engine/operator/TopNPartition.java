package dev.tidemill.engine.operator;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.plan.TopN;
import dev.tidemill.algebra.retention.Retention;
import dev.tidemill.engine.operator.OverWalk.OverChanges;
import dev.tidemill.engine.state.OrderedIndex;
import dev.tidemill.engine.state.Region;
import java.util.Arrays;

/**
 * The rows of one key partition in order, as keys of an ordered index whose values are the rows'
 * weights.
 *
 * <p>A step walks each changed partition from its first row, as it was and as it is at once, up to
 * the last row that is in, or the last changed one when as many rows came as left. It emits only
 * what comes in or falls out: at most two changes for each row (copy) that changed, however large
 * the limit is, and with ties the rows that tie. When rows are numbered, it also emits all behind a
 * change whose number is another one. One thread at a time.
 */
final class TopNPartition implements TopRows {
    private final TopN plan;
    private final OrderedIndex index;
    private final OverKeys keys;

    TopNPartition(TopN plan, Region region) {
        this.plan = plan;
        this.index = new OrderedIndex(region, 0);
        this.keys =
                new OverKeys(
                        plan.input().schema(),
                        Retention.first(plan, plan.partition()),
                        plan.order());
    }

    @Override
    public void collect(long bound) {
        keys.removeBelow(index, bound);
    }

    @Override
    public Batch step(Batch batch, Column[] groups, long[] hashes, int[] rows, int count) {
        BatchBuilder out = new BatchBuilder(plan.schema(), 16);
        for (OverChanges changes : keys.changes(batch, rows, count)) {
            changes.applyTo(index);
            emitDifference(changes, out);
        }
        return out.build();
    }

    private void emitDifference(OverChanges changes, BatchBuilder out) {
        byte[] last = changes.key(changes.size() - 1);
        Top before = new Top();
        Top after = new Top();
        OverStretch walked = new OverStretch(keys, null);
        OverWalk walk = OverWalk.from(index, changes, changes.prefix());
        boolean behindChanges = false;
        while (walk.next()) {
            if (before.isFull() && after.isFull() && !plan.ties()) {
                return;
            }
            if (behindChanges && before.isLike(after) && !plan.ties()) {
                return;
            }
            boolean peer = plan.ties() && isPeer(walked, walk);
            if (before.isClosed(peer) && after.isClosed(peer)) {
                return;
            }
            Places was = before.takePlaces(walk.oldWeight(), peer);
            Places is = after.takePlaces(walk.newWeight(), peer);
            if (plan.isNumbered()) {
                emitPlaces(walk.key(), was, is, -1, out);
                emitPlaces(walk.key(), is, was, 1, out);
            } else if (is.count() != was.count()) {
                keys.decode(walk.key(), out);
                out.endRow(is.count() - was.count());
            }
            behindChanges |= Arrays.equals(walk.key(), last);
        }
    }

    /** A row at the places of one range that are not in the other. */
    private void emitPlaces(
            byte[] key, Places places, Places others, long weight, BatchBuilder out) {
        for (long place = places.first(); place < places.end(); place++) {
            if (place < others.first() || place >= others.end()) {
                keys.decode(key, out);
                out.column(plan.input().schema().size()).appendLong(place);
                out.endRow(weight);
            }
        }
    }

    /**
     * The places that a row's copies have.
     *
     * @param first counted from 1
     */
    private record Places(long first, long count) {
        long end() {
            return first + count;
        }
    }

    /** Whether the walk's row is a peer of the row before it. */
    private static boolean isPeer(OverStretch walked, OverWalk walk) {
        walk.addTo(walked);
        int last = walked.size() - 1;
        return last > 0 && OverStretch.arePeers(walked, last - 1, walked, last);
    }

    /** The rows that are in, as they are met in order. */
    private final class Top {
        private long skip = plan.offset();
        private long left = plan.limit();
        private boolean lastTaken;

        boolean isFull() {
            return left == 0;
        }

        /** Whether neither the next row nor any later one is in. */
        boolean isClosed(boolean peer) {
            return left == 0 && !(lastTaken && peer);
        }

        /** The places of a row's copies that are in; they count only without an offset and ties. */
        Places takePlaces(long weight, boolean peer) {
            long first = plan.limit() - left + 1;
            return new Places(first, take(weight, peer));
        }

        private long take(long weight, boolean peer) {
            if (left == 0) {
                lastTaken &= peer && plan.ties();
                return lastTaken ? Math.max(0, weight) : 0;
            }
            if (weight <= 0) {
                lastTaken &= peer;
                return 0;
            }
            long skipped = Math.min(skip, weight);
            skip -= skipped;
            long taken = Math.min(left, weight - skipped);
            left -= taken;
            lastTaken = taken > 0;
            return plan.ties() && left == 0 && lastTaken ? weight - skipped : taken;
        }

        boolean isLike(Top other) {
            return skip == other.skip && left == other.left;
        }
    }
}
