package dev.tidemill.engine.operator;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.function.JavaAggregate;
import dev.tidemill.algebra.plan.AggregateCall;
import dev.tidemill.engine.expression.JavaAggregation;
import dev.tidemill.engine.expression.RowErrors;
import dev.tidemill.engine.expression.RowFailure;
import dev.tidemill.engine.state.OrderedIndex;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An aggregate of the project. Between steps a group is its state's bytes; objects live for one
 * step and one group. Rows that come are accumulated before those that leave are retracted, so that
 * no state is short of a row.
 *
 * <p>A row that the class fails on is not in the state: it waits in the ordered index until it
 * leaves or the state takes it, which is tried at each step that touches the group; until then the
 * group is an error. Where rows never leave nothing waits, and the group stays an error.
 */
final class JavaAccumulator implements Accumulator {
    /** What is added to the aggregate's number for the rows that DISTINCT has seen. */
    private static final long OF_DISTINCT = 1L << 32;

    private final int at;
    private final AggregateCall call;
    private final JavaAggregate java;
    private final boolean appendOnly;
    private final GroupBytes bytes;
    private final JavaAggregation aggregation;
    private final ArgumentEntries waiting;
    private final ArgumentEntries seen;
    private final String expression;

    /**
     * @param at where the group's bytes begin
     * @param appendOnly rows never leave
     * @param number the call's number in the index
     */
    JavaAccumulator(
            int at,
            AggregateCall call,
            boolean appendOnly,
            GroupBytes bytes,
            OrderedIndex ordered,
            int number) {
        this.at = at;
        this.call = call;
        this.java = requireNonNull(call.java());
        this.appendOnly = appendOnly;
        this.bytes = bytes;
        this.aggregation = new JavaAggregation(java);
        this.waiting = new ArgumentEntries(ordered, number, java.parameters());
        this.seen = new ArgumentEntries(ordered, number + OF_DISTINCT, java.parameters());
        this.expression =
                java.name()
                        + "("
                        + String.join(
                                ", ",
                                call.arguments().stream().map(column -> "$" + column).toList())
                        + ")";
    }

    @Override
    public int width() {
        return GroupBytes.WIDTH;
    }

    @Override
    public void add(
            GroupedRows rows,
            @Nullable Column argument,
            long @Nullable [] weights,
            GroupCells cells) {
        List<Integer> columns = call.arguments();
        Column[] arguments = new Column[columns.size()];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = rows.batch().column(columns.get(i));
        }
        long[] times = times(rows, arguments, weights, cells);
        JavaGroup[] groups = new JavaGroup[cells.count()];
        for (int sign = 1; sign >= -1; sign -= 2) {
            for (int k = 0; k < times.length; k++) {
                if (times[k] * sign > 0) {
                    group(groups, rows.group()[k], arguments, cells)
                            .take(rows.rows()[k], sign, times[k] * sign);
                }
            }
        }
        for (int g = 0; g < groups.length; g++) {
            if (groups[g] != null) {
                bytes.write(cells, g, at, groups[g].finish().bytes());
            }
        }
    }

    private JavaGroup group(JavaGroup[] groups, int group, Column[] arguments, GroupCells cells) {
        if (groups[group] == null) {
            groups[group] =
                    new JavaGroup(
                            aggregation,
                            GroupState.of(bytes.read(cells, group, at)),
                            arguments,
                            waiting,
                            cells.groupRows()[group],
                            appendOnly);
        }
        return groups[group];
    }

    /** How often each row comes or, negative, leaves; 0 for those that are passed over. */
    private long[] times(
            GroupedRows rows, Column[] arguments, long @Nullable [] weights, GroupCells cells) {
        long[] times = new long[rows.count()];
        for (int k = 0; k < times.length; k++) {
            int row = rows.rows()[k];
            long weight = weights == null ? 1 : weights[k];
            if (weight == 0 || (!java.calledOnNull() && anyNull(arguments, row))) {
                continue;
            }
            times[k] = weight;
            if (call.distinct()) {
                long now = seen.add(cells.groupRows()[rows.group()[k]], arguments, row, weight);
                times[k] = (now > 0 ? 1L : 0L) - (now - weight > 0 ? 1L : 0L);
            }
        }
        return times;
    }

    private static boolean anyNull(Column[] arguments, int row) {
        for (Column argument : arguments) {
            if (argument.isNull(row)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void forget(long groupRow) {
        waiting.forget(groupRow);
        seen.forget(groupRow);
    }

    @Override
    public void release(GroupCells cells, int group) {
        if (GroupState.of(bytes.read(cells, group, at)).isFailing()) {
            waiting.forget(cells.groupRows()[group]);
        }
        bytes.free(cells, group, at);
    }

    @Override
    public Column read(GroupCells cells, RowErrors failures) {
        JavaAggregation.Results results = aggregation.results(cells.count());
        for (int g = 0; g < cells.count(); g++) {
            try {
                GroupState state = GroupState.of(bytes.read(cells, g, at));
                state.requireSound();
                results.append(state.object(aggregation));
            } catch (RowFailure failure) {
                failures.add(g, failure.code(), failure.message(), expression);
                results.appendNull();
            }
        }
        return results.build();
    }
}
