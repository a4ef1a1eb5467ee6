package dev.tidemill.engine.operator;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.ColumnPick;
import dev.tidemill.algebra.plan.SortKey;
import dev.tidemill.algebra.plan.TopN;
import dev.tidemill.algebra.plan.Traits;
import dev.tidemill.algebra.retention.Retention;
import dev.tidemill.engine.state.Region;
import dev.tidemill.engine.state.ZSetShape;
import dev.tidemill.engine.state.ZSetTable;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The first rows of each of a plan's partitions when no row is ever taken back: a row that is not
 * among them now never will be, so that only they are kept. A step reads the sorted columns of what
 * is kept of the partitions that it touches, and whole rows only to take them back or to tell equal
 * ones apart.
 */
final class BestRows implements TopRows {
    /** With more rows than this of a partition, keeping all in order is cheaper. */
    static final int LIMIT_MAX = 64;

    private final TopN plan;
    private final int limit;
    private final RowOrder order;
    private final int[] sortedFields;
    private final ZSetTable table;
    private final @Nullable RetainedRows times;

    BestRows(TopN plan, Region region) {
        this.plan = plan;
        this.limit = Math.toIntExact(plan.limit());
        this.order = new RowOrder(plan.schema(), plan.order());
        this.sortedFields = plan.order().stream().mapToInt(SortKey::column).toArray();
        int[] key = plan.partition().stream().distinct().mapToInt(Integer::intValue).toArray();
        this.table =
                new ZSetTable(
                        region,
                        0,
                        limit == 1
                                ? ZSetShape.unique(plan.schema(), key)
                                : ZSetShape.repeated(plan.schema(), key));
        List<Retention.Collected> collected = Retention.of(plan).collected();
        this.times =
                collected.isEmpty()
                        ? null
                        : new RetainedRows(
                                table, collected.getFirst().column(), region, ZSetTable.SEGMENTS);
    }

    /** Whether this is enough for a plan. */
    static boolean suffice(TopN plan) {
        return plan.limit() >= 1
                && plan.limit() <= LIMIT_MAX
                && plan.offset() == 0
                && !plan.ties()
                && plan.partition().stream().distinct().count() == plan.partition().size()
                && Traits.of(plan.input()).appendOnly();
    }

    @Override
    public Batch step(Batch batch, Column[] keys, long[] hashes, int[] rows, int count) {
        LocalGroups groups = LocalGroups.of(keys, hashes, rows, count);
        Batch changes =
                limit == 1
                        ? new One(batch, keys, hashes, rows, count, groups).changes()
                        : new Some(batch, keys, hashes, rows, count, groups).changes();
        apply(changes);
        return changes;
    }

    @Override
    public void collect(long bound) {
        if (times != null) {
            times.collect(bound);
        }
    }

    private void apply(Batch changes) {
        if (changes.isEmpty()) {
            return;
        }
        long[] hashes = table.shape().keyHashes(changes);
        int[] all = new int[changes.size()];
        Arrays.setAll(all, i -> i);
        if (limit == 1) {
            table.apply(changes, hashes, hashes, all, all.length);
        } else {
            table.apply(changes, hashes, table.shape().identityHashes(changes), all, all.length);
        }
        if (times != null) {
            times.apply(changes, hashes, all, all.length);
        }
    }

    /** One row of each partition. */
    private final class One {
        private final Batch batch;
        private final Column[] sorted;
        private final Column[] keys;
        private final long[] hashes;

        /** The best of the step's rows of each partition that it touches. */
        private final int[] best;

        One(Batch batch, Column[] keys, long[] hashes, int[] rows, int count, LocalGroups groups) {
            this.batch = batch;
            this.keys = keys;
            this.hashes = hashes;
            this.sorted = order.sortedColumns(batch);
            this.best = groups.firsts(rows);
            int[] group = groups.group();
            for (int k = 0; k < count; k++) {
                int row = rows[k];
                int known = best[group[k]];
                if (row != known && isBefore(row, known)) {
                    best[group[k]] = row;
                }
            }
        }

        private boolean isBefore(int row, int other) {
            int compared = order.compareSorted(sorted, row, sorted, other);
            return compared == 0 ? order.compareOthers(batch, row, batch, other) < 0 : compared < 0;
        }

        Batch changes() {
            long[] kept = new long[best.length];
            table.find(keys, hashes, best, kept);
            long[] found = new long[best.length];
            int foundCount = 0;
            for (long row : kept) {
                if (row >= 0) {
                    found[foundCount++] = row;
                }
            }
            Column[] known = table.read(found, foundCount, sortedFields).columns();
            int[] comes = new int[best.length];
            long[] leaves = new long[best.length];
            int count = 0;
            int at = 0;
            for (int g = 0; g < best.length; g++) {
                if (kept[g] < 0 || isBetter(best[g], known, at, kept[g])) {
                    comes[count] = best[g];
                    leaves[count++] = kept[g];
                }
                at += kept[g] < 0 ? 0 : 1;
            }
            return replaced(comes, leaves, count);
        }

        private boolean isBetter(int row, Column[] known, int at, long kept) {
            int compared = order.compareSorted(sorted, row, known, at);
            return compared == 0
                    ? order.compareOthers(batch, row, table.read(new long[] {kept}, 1), 0) < 0
                    : compared < 0;
        }

        /** Each row that leaves, if there is one, and behind it the one that comes. */
        private Batch replaced(int[] comes, long[] leaves, int count) {
            long[] gone = new long[count];
            int[] sources = new int[2 * count];
            long[] weights = new long[2 * count];
            int goneCount = 0;
            int at = 0;
            for (int i = 0; i < count; i++) {
                if (leaves[i] >= 0) {
                    weights[at] = -1;
                    sources[at++] = batch.size() + goneCount;
                    gone[goneCount++] = leaves[i];
                }
                weights[at] = 1;
                sources[at++] = comes[i];
            }
            return picked(batch, table.read(gone, goneCount), sources, weights, at);
        }
    }

    /** Several rows of each partition. */
    private final class Some {
        private final Batch batch;
        private final Column[] sorted;
        private final Column[] keys;
        private final long[] hashes;
        private final int[] rows;
        private final LocalGroups groups;

        /** What is kept of all touched partitions, and its sorted columns. */
        private final LongList kept = new LongList();

        private Column[] known = new Column[0];

        /** Of the partition at hand, in order: positions in the batch, or ~ positions in kept. */
        private final IntList candidates = new IntList();

        private final LongList gone = new LongList();
        private final LongList weights = new LongList();
        private final IntList sources = new IntList();

        Some(Batch batch, Column[] keys, long[] hashes, int[] rows, int count, LocalGroups groups) {
            this.batch = batch;
            this.sorted = order.sortedColumns(batch);
            this.keys = keys;
            this.hashes = hashes;
            this.rows = byGroup(rows, count, groups);
            this.groups = groups;
        }

        /** The rows, those of a group side by side. */
        private static int[] byGroup(int[] rows, int count, LocalGroups groups) {
            int[] ends = groups.ends();
            int[] sorted = new int[count];
            int[] next = new int[ends.length];
            for (int g = 1; g < next.length; g++) {
                next[g] = ends[g - 1];
            }
            for (int k = 0; k < count; k++) {
                sorted[next[groups.group()[k]]++] = rows[k];
            }
            return sorted;
        }

        Batch changes() {
            int[] ends = groups.ends();
            int[] keptEnds = new int[ends.length];
            for (int g = 0; g < ends.length; g++) {
                int row = rows[g == 0 ? 0 : ends[g - 1]];
                for (long found = table.find(keys, row, hashes[row]);
                        found >= 0;
                        found = table.nextOfKey(found)) {
                    kept.add(found);
                }
                keptEnds[g] = kept.size();
            }
            known = table.read(kept.values(), kept.size(), sortedFields).columns();
            for (int g = 0; g < ends.length; g++) {
                advance(
                        g == 0 ? 0 : ends[g - 1],
                        ends[g],
                        g == 0 ? 0 : keptEnds[g - 1],
                        keptEnds[g]);
            }
            Batch leaving = table.read(gone.values(), gone.size());
            return picked(batch, leaving, sources.values(), weights.toArray(), sources.size());
        }

        private void advance(int from, int to, int keptFrom, int keptTo) {
            candidates.clear();
            long room = limit;
            for (int k = keptFrom; k < keptTo; k++) {
                insert(~k);
                room -= table.weight(kept.get(k));
            }
            boolean moved = false;
            for (int k = from; k < to; k++) {
                int row = rows[k];
                if (room > 0 || isBefore(row, candidates.get(candidates.size() - 1))) {
                    insert(row);
                    room -= batch.weight(row);
                    moved = true;
                    room += dropped(room);
                }
            }
            if (moved) {
                emit(keptFrom, keptTo);
            }
        }

        /** Takes the last candidates away that are past the limit without the last row's copies. */
        private long dropped(long room) {
            long freed = 0;
            while (candidates.size() > 0) {
                int last = candidates.get(candidates.size() - 1);
                long weight = weight(last);
                if (room + freed + weight > 0) {
                    break;
                }
                candidates.truncate(candidates.size() - 1);
                freed += weight;
            }
            return freed;
        }

        private long weight(int candidate) {
            return candidate < 0 ? table.weight(kept.get(~candidate)) : batch.weight(candidate);
        }

        private void insert(int candidate) {
            int at = candidates.size();
            candidates.add(candidate);
            int[] values = candidates.values();
            while (at > 0 && isBefore(candidate, values[at - 1])) {
                values[at] = values[at - 1];
                at--;
            }
            values[at] = candidate;
        }

        private boolean isBefore(int one, int other) {
            Column[] a = one < 0 ? known : sorted;
            Column[] b = other < 0 ? known : sorted;
            int i = one < 0 ? ~one : one;
            int j = other < 0 ? ~other : other;
            int compared = order.compareSorted(a, i, b, j);
            if (compared != 0) {
                return compared < 0;
            }
            Batch first = one < 0 ? table.read(new long[] {kept.get(i)}, 1) : batch;
            Batch second = other < 0 ? table.read(new long[] {kept.get(j)}, 1) : batch;
            return order.compareOthers(first, one < 0 ? 0 : i, second, other < 0 ? 0 : j) < 0;
        }

        private void emit(int keptFrom, int keptTo) {
            long[] stays = new long[keptTo - keptFrom];
            long left = limit;
            int comes = 0;
            for (int c = 0; c < candidates.size(); c++) {
                int candidate = candidates.get(c);
                long taken = Math.min(left, weight(candidate));
                left -= taken;
                if (candidate < 0) {
                    stays[~candidate - keptFrom] = taken;
                } else if (taken > 0) {
                    candidates.values()[comes++] = candidate;
                    weights.add(taken);
                }
            }
            // The weights of what comes were added first, to be put behind those of what leaves.
            long[] coming = weights.last(comes);
            weights.truncate(weights.size() - comes);
            for (int k = keptFrom; k < keptTo; k++) {
                long lost = table.weight(kept.get(k)) - stays[k - keptFrom];
                if (lost > 0) {
                    weights.add(-lost);
                    sources.add(batch.size() + gone.size());
                    gone.add(kept.get(k));
                }
            }
            for (int i = 0; i < comes; i++) {
                weights.add(coming[i]);
                sources.add(candidates.get(i));
            }
        }
    }

    /** Rows of two batches, the second numbered behind the first. */
    private Batch picked(Batch first, Batch second, int[] sources, long[] weights, int count) {
        Column[] columns = new Column[plan.schema().size()];
        for (int c = 0; c < columns.length; c++) {
            columns[c] = ColumnPick.of(first.column(c), second.column(c)).gather(sources, count);
        }
        return new Batch(plan.schema(), columns, count, weights);
    }
}
