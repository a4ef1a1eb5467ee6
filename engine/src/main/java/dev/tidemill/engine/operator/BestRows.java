package dev.tidemill.engine.operator;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.ColumnPick;
import dev.tidemill.algebra.column.LongColumn;
import dev.tidemill.algebra.plan.SortKey;
import dev.tidemill.algebra.plan.TopN;
import dev.tidemill.algebra.plan.Traits;
import dev.tidemill.algebra.retention.Retention;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
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
        Schema schema = plan.input().schema();
        this.order = new RowOrder(schema, plan.order());
        this.sortedFields = plan.order().stream().mapToInt(SortKey::column).toArray();
        int[] key = plan.partition().stream().distinct().mapToInt(Integer::intValue).toArray();
        this.table =
                new ZSetTable(
                        region,
                        0,
                        limit == 1
                                ? ZSetShape.unique(schema, key)
                                : ZSetShape.repeated(schema, key));
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
        if (limit == 1) {
            Batch changes = new One(batch, keys, hashes, rows, count, groups).changes();
            apply(changes);
            return plan.isNumbered() ? numbered(changes, ones(changes.size())) : changes;
        }
        Some some = new Some(batch, keys, hashes, rows, count, groups);
        some.advance();
        Batch kept = some.read();
        Batch changes = some.changes(kept);
        Batch output = plan.isNumbered() ? some.places(kept) : changes;
        apply(changes);
        return output;
    }

    private static long[] ones(int count) {
        long[] ones = new long[count];
        Arrays.fill(ones, 1);
        return ones;
    }

    private Batch numbered(Batch rows, long[] places) {
        Column[] columns = Arrays.copyOf(rows.columns(), plan.schema().size());
        columns[columns.length - 1] = new LongColumn(Type.BIGINT, rows.size(), places, null);
        return new Batch(plan.schema(), columns, rows.size(), rows.weights());
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

    /** Rows of the step's batch, and of those that are kept, with weights. */
    private static final class Moves {
        private final IntList sources = new IntList();
        private final LongList weights = new LongList();

        void add(int source, long weight) {
            sources.add(source);
            weights.add(weight);
        }
    }

    /**
     * Several rows of each partition. A row is named by its position in the batch, or by ~ its
     * position among what is kept of the touched partitions.
     */
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

        /** Of the partition at hand, in order. */
        private final IntList candidates = new IntList();

        /** What was kept of the partition at hand, in order. */
        private final IntList before = new IntList();

        private final LongList coming = new LongList();
        private final Moves moves = new Moves();

        /** What changes at which place. */
        private final Moves placed = new Moves();

        private final LongList places = new LongList();

        /** The kept rows that some move is of, and where each kept row is among them, from 1. */
        private final LongList moved = new LongList();

        private int[] movedAt = new int[0];

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

        void advance() {
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
            movedAt = new int[kept.size()];
            for (int g = 0; g < ends.length; g++) {
                advance(
                        g == 0 ? 0 : ends[g - 1],
                        ends[g],
                        g == 0 ? 0 : keptEnds[g - 1],
                        keptEnds[g]);
            }
        }

        /** The kept rows that are moved, as they are before the step. */
        Batch read() {
            return table.read(moved.values(), moved.size());
        }

        /** What leaves the kept rows and what comes to them. */
        Batch changes(Batch read) {
            return picked(batch, read, moves);
        }

        /** What leaves each place and what comes to it. */
        Batch places(Batch read) {
            return numbered(picked(batch, read, placed), places.toArray());
        }

        private void advance(int from, int to, int keptFrom, int keptTo) {
            candidates.clear();
            long room = limit;
            for (int k = keptFrom; k < keptTo; k++) {
                insert(~k);
                room -= table.weight(kept.get(k));
            }
            if (plan.isNumbered()) {
                before.clear();
                before.addAll(candidates);
            }
            boolean changed = false;
            for (int k = from; k < to; k++) {
                int row = rows[k];
                if (room > 0 || isBefore(row, candidates.get(candidates.size() - 1))) {
                    insert(row);
                    room -= batch.weight(row);
                    changed = true;
                    room += dropped(room);
                }
            }
            if (changed && plan.isNumbered()) {
                place();
            }
            if (changed) {
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
            return compare(one, other) < 0;
        }

        private int compare(int one, int other) {
            Column[] a = one < 0 ? known : sorted;
            Column[] b = other < 0 ? known : sorted;
            int i = one < 0 ? ~one : one;
            int j = other < 0 ? ~other : other;
            int compared = order.compareSorted(a, i, b, j);
            if (compared != 0) {
                return compared;
            }
            Batch first = one < 0 ? table.read(new long[] {kept.get(i)}, 1) : batch;
            Batch second = other < 0 ? table.read(new long[] {kept.get(j)}, 1) : batch;
            return order.compareOthers(first, one < 0 ? 0 : i, second, other < 0 ? 0 : j);
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
                    coming.add(taken);
                }
            }
            for (int k = keptFrom; k < keptTo; k++) {
                long lost = table.weight(kept.get(k)) - stays[k - keptFrom];
                if (lost > 0) {
                    moves.add(source(~k), -lost);
                }
            }
            for (int i = 0; i < comes; i++) {
                moves.add(candidates.get(i), coming.get(i));
            }
            coming.clear();
        }

        /** Where a row is in the batch, or behind it among the kept ones that are moved. */
        private int source(int candidate) {
            if (candidate >= 0) {
                return candidate;
            }
            int k = ~candidate;
            if (movedAt[k] == 0) {
                moved.add(kept.get(k));
                movedAt[k] = moved.size();
            }
            return batch.size() + movedAt[k] - 1;
        }

        /** Compares the partition's rows as they were and as they are, place by place. */
        private void place() {
            int was = 0;
            int is = 0;
            long wasLeft = 0;
            long isLeft = 0;
            int wasNext = 0;
            int isNext = 0;
            for (int place = 1; place <= limit; place++) {
                if (wasLeft == 0 && wasNext < before.size()) {
                    was = before.get(wasNext++);
                    wasLeft = weight(was);
                }
                if (isLeft == 0 && isNext < candidates.size()) {
                    is = candidates.get(isNext++);
                    isLeft = weight(is);
                }
                if (wasLeft > 0 && isLeft > 0) {
                    if (!isSame(was, is)) {
                        place(was, -1, place);
                        place(is, 1, place);
                    }
                } else if (wasLeft > 0) {
                    place(was, -1, place);
                } else if (isLeft > 0) {
                    place(is, 1, place);
                } else {
                    return;
                }
                wasLeft = Math.max(0, wasLeft - 1);
                isLeft = Math.max(0, isLeft - 1);
            }
        }

        private void place(int row, int weight, int place) {
            placed.add(source(row), weight);
            places.add(place);
        }

        /** Whether two rows are one or equal. */
        private boolean isSame(int one, int other) {
            return one == other || compare(one, other) == 0;
        }
    }

    /** Rows of two batches, the second numbered behind the first. */
    private Batch picked(Batch first, Batch second, Moves moves) {
        return picked(
                first,
                second,
                moves.sources.values(),
                moves.weights.toArray(),
                moves.sources.size());
    }

    private Batch picked(Batch first, Batch second, int[] sources, long[] weights, int count) {
        Schema schema = plan.input().schema();
        Column[] columns = new Column[schema.size()];
        for (int c = 0; c < columns.length; c++) {
            columns[c] = ColumnPick.of(first.column(c), second.column(c)).gather(sources, count);
        }
        return new Batch(schema, columns, count, weights);
    }
}
