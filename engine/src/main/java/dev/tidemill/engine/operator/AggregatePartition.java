package dev.tidemill.engine.operator;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.ColumnPick;
import dev.tidemill.algebra.plan.Aggregate;
import dev.tidemill.algebra.plan.AggregateCall;
import dev.tidemill.algebra.retention.Retention;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.expression.RowError;
import dev.tidemill.engine.expression.RowErrors;
import dev.tidemill.engine.state.FetchAhead;
import dev.tidemill.engine.state.HashIndex;
import dev.tidemill.engine.state.OrderedIndex;
import dev.tidemill.engine.state.Page;
import dev.tidemill.engine.state.Region;
import dev.tidemill.engine.state.RowHeap;
import dev.tidemill.engine.state.RowLayout;
import dev.tidemill.engine.state.VarHeap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The groups of one key partition. A group is a row of the heap: its keys, the sum of its rows'
 * weights, then the accumulators in the order of the calls.
 *
 * <p>Invariants: a group is in the index as long as its weight is not 0 (the group of an aggregate
 * without keys always is). Between steps every group that is in the index has been emitted as it
 * stands. One thread at a time.
 */
final class AggregatePartition {
    private static final int HEAP = 0;
    private static final int STRINGS = 1;
    private static final int INDEX = 2;
    private static final int ORDERED = 4;
    private static final int TIMES = 6;

    private final Aggregate plan;
    private final Schema schema;
    private final boolean global;
    private final RowLayout layout;
    private final RowHeap heap;
    private final VarHeap strings;
    private final HashIndex index;
    private final FetchAhead ahead;
    private final List<Accumulator> accumulators = new ArrayList<>();

    /** The key by which groups go, and their times; -1 and null when they stay. */
    private final int timeKey;

    private final @Nullable RetainedTimes times;

    AggregatePartition(Aggregate plan, boolean appendOnly, Region region) {
        this.plan = plan;
        this.schema = plan.schema();
        this.global = plan.keys().isEmpty();
        Schema input = plan.input().schema();
        OrderedIndex ordered = new OrderedIndex(region, ORDERED);
        this.strings = new VarHeap(region, STRINGS);
        int at = 8;
        Map<Integer, DistinctSet> sets = new HashMap<>();
        for (int c = 0; c < plan.calls().size(); c++) {
            Accumulator accumulator =
                    new Accumulators(
                                    plan.calls().get(c),
                                    plan.calls(),
                                    sets,
                                    input,
                                    appendOnly,
                                    ordered,
                                    strings,
                                    c,
                                    region)
                            .at(at);
            accumulators.add(accumulator);
            at += accumulator.width();
        }
        List<Type> keys = plan.keys().stream().map(input::type).toList();
        this.layout = new RowLayout(keys, at);
        this.heap = new RowHeap(region, HEAP, layout.width());
        this.index = new HashIndex(region, INDEX);
        this.ahead = new FetchAhead(index, heap);
        List<Retention.Collected> collected = Retention.of(plan).collected();
        this.timeKey = collected.isEmpty() ? -1 : collected.getFirst().column();
        this.times = collected.isEmpty() ? null : new RetainedTimes(region, TIMES);
    }

    /** Takes in the partition's rows and gives the changes of its groups. */
    Batch step(Batch batch, Column[] keys, long[] hashes, int[] rows, int count, Step step) {
        LocalGroups local = LocalGroups.of(keys, hashes, rows, count);
        int groups = global ? 1 : local.count();
        long[] groupRows = new long[groups];
        boolean[] shown = new boolean[groups];
        if (global) {
            findOrInsert(keys, hashes, new int[1], groupRows, shown);
        } else {
            findOrInsert(keys, hashes, local.firsts(rows), groupRows, shown);
        }
        GroupCells cells = cells(groupRows);
        RowErrors oldFailures = new RowErrors(groups);
        Column[] old = read(cells, oldFailures);
        add(new GroupedRows(batch, rows, count, local.group()), cells);
        RowErrors newFailures = new RowErrors(groups);
        Column[] fresh = read(cells, newFailures);
        boolean[] stays = new boolean[groups];
        for (int g = 0; g < groups; g++) {
            stays[g] = global || cells.getLong(g, 0) != 0;
        }
        Batch keyRows = keyRows(cells);
        report(keyRows, oldFailures, shown, -1, step);
        report(keyRows, newFailures, stays, 1, step);
        hide(shown, oldFailures);
        Batch changes = changes(keyRows, old, shown, fresh, visible(stays, newFailures));
        for (int g = 0; g < groups; g++) {
            if (!stays[g]) {
                int source = rows[local.first(g)];
                release(cells, g);
                if (times != null && !keys[timeKey].isNull(source)) {
                    times.remove(RetainedTimes.time(keys[timeKey], source), groupRows[g]);
                }
                remove(groupRows[g], hashes[source]);
            }
        }
        return changes;
    }

    /**
     * The rows of groups.
     *
     * @param sources a row of the batch for each group
     * @param groupRows gets them
     * @param found gets whether they were there
     */
    private void findOrInsert(
            Column[] keys, long[] hashes, int[] sources, long[] groupRows, boolean[] found) {
        int groups = groupRows.length;
        for (int from = 0; from < groups; from += FetchAhead.ROWS) {
            int to = Math.min(groups, from + FetchAhead.ROWS);
            ahead.fetch(hashes, sources, from, to);
            for (int g = from; g < to; g++) {
                int source = sources[g];
                long row = find(keys, source, hashes[source]);
                found[g] = row >= 0;
                groupRows[g] = row >= 0 ? row : insert(keys, source, hashes[source]);
            }
        }
    }

    private long find(Column[] keys, int source, long hash) {
        long row = index.first(hash);
        while (row >= 0
                && !layout.matches(keys, source, heap.page(row), heap.offset(row), strings)) {
            row = index.next(hash, row);
        }
        return row;
    }

    private long insert(Column[] keys, int source, long hash) {
        long row = heap.insert();
        byte[] page = heap.writable(row);
        int at = heap.offset(row);
        layout.write(keys, source, page, at, strings);
        for (int i = layout.extra(); i < layout.width(); i += 8) {
            Page.putLong(page, at + i, 0);
        }
        index.insert(hash, row);
        if (times != null && !keys[timeKey].isNull(source)) {
            times.put(RetainedTimes.time(keys[timeKey], source), row, hash);
        }
        return row;
    }

    /** Forgets the groups whose key is below the bound; their rows stay published. */
    void collect(long bound) {
        if (times == null) {
            return;
        }
        RetainedTimes.Due due = times.takeBelow(bound);
        for (int i = 0; i < due.count(); i++) {
            long row = due.reference(i);
            release(cells(new long[] {row}), 0);
            accumulators.forEach(accumulator -> accumulator.forget(row));
            remove(row, due.number(i));
        }
    }

    private void release(GroupCells cells, int group) {
        for (Accumulator accumulator : accumulators) {
            accumulator.release(cells, group);
        }
    }

    private void remove(long row, long hash) {
        index.remove(hash, row);
        layout.release(heap.page(row), heap.offset(row), strings);
        heap.delete(row);
    }

    private GroupCells cells(long[] groupRows) {
        byte[][] pages = new byte[groupRows.length][];
        int[] offsets = new int[groupRows.length];
        for (int g = 0; g < groupRows.length; g++) {
            pages[g] = heap.writable(groupRows[g]);
            offsets[g] = heap.offset(groupRows[g]) + layout.extra();
        }
        return new GroupCells(pages, offsets, groupRows, groupRows.length);
    }

    private Column[] read(GroupCells cells, RowErrors failures) {
        Column[] columns = new Column[accumulators.size()];
        for (int c = 0; c < columns.length; c++) {
            columns[c] = accumulators.get(c).read(cells, failures);
        }
        return columns;
    }

    private void add(GroupedRows rows, GroupCells cells) {
        if (rows.count() == 0) {
            return;
        }
        CountAccumulator.addCounts(rows, rows.weights(null, null), cells, 0);
        for (int c = 0; c < accumulators.size(); c++) {
            AggregateCall call = plan.calls().get(c);
            Column argument = call.argument() < 0 ? null : rows.batch().column(call.argument());
            Column filter = call.filter() < 0 ? null : rows.batch().column(call.filter());
            Column counted = call.function().takesNulls() ? null : argument;
            accumulators.get(c).add(rows, argument, rows.weights(counted, filter), cells);
        }
    }

    private Batch keyRows(GroupCells cells) {
        int[] starts = new int[cells.count()];
        for (int g = 0; g < starts.length; g++) {
            starts[g] = cells.offsets()[g] - layout.extra();
        }
        int[] fields = new int[layout.fieldCount()];
        Column[] columns = new Column[fields.length];
        for (int k = 0; k < columns.length; k++) {
            fields[k] = k;
            columns[k] = layout.read(k, cells.pages(), starts, starts.length, strings);
        }
        return new Batch(schema.select(fields), columns, cells.count(), null);
    }

    private static void report(
            Batch keys, RowErrors failures, boolean[] present, long weight, Step step) {
        for (RowError error : failures.list()) {
            if (present[error.row()]) {
                step.errors()
                        .add(
                                error.code(),
                                error.message(),
                                error.expression(),
                                RowText.of(keys, error.row()),
                                weight);
            }
        }
    }

    private static void hide(boolean[] shown, RowErrors failures) {
        for (RowError error : failures.list()) {
            shown[error.row()] = false;
        }
    }

    private static boolean[] visible(boolean[] stays, RowErrors failures) {
        boolean[] visible = stays.clone();
        hide(visible, failures);
        return visible;
    }

    /** For each group that looks different now, its old row with -1 and its new one with +1. */
    private Batch changes(
            Batch keys, Column[] old, boolean[] shown, Column[] fresh, boolean[] visible) {
        int groups = shown.length;
        int[] sources = new int[2 * groups];
        long[] weights = new long[2 * groups];
        int count = 0;
        for (int g = 0; g < groups; g++) {
            if (shown[g] && visible[g] && same(old, fresh, g)) {
                continue;
            }
            if (shown[g]) {
                weights[count] = -1;
                sources[count++] = g;
            }
            if (visible[g]) {
                weights[count] = 1;
                sources[count++] = groups + g;
            }
        }
        int[] keySources = new int[count];
        for (int i = 0; i < count; i++) {
            keySources[i] = sources[i] < groups ? sources[i] : sources[i] - groups;
        }
        Column[] columns = new Column[schema.size()];
        for (int k = 0; k < keys.columnCount(); k++) {
            columns[k] = keys.column(k).gather(keySources, count);
        }
        for (int c = 0; c < fresh.length; c++) {
            columns[keys.columnCount() + c] =
                    ColumnPick.of(old[c], fresh[c]).gather(sources, count);
        }
        return new Batch(schema, columns, count, weights);
    }

    private static boolean same(Column[] old, Column[] fresh, int group) {
        for (int c = 0; c < old.length; c++) {
            if (!LocalGroups.same(old[c], group, fresh[c], group)) {
                return false;
            }
        }
        return true;
    }
}
