package dev.tidemill.sql.rewrite;

import dev.tidemill.algebra.column.Interval;
import dev.tidemill.algebra.expr.Call;
import dev.tidemill.algebra.expr.ColumnRef;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.expr.Literal;
import dev.tidemill.algebra.expr.ScalarFunction;
import dev.tidemill.algebra.plan.Aggregate;
import dev.tidemill.algebra.plan.AggregateCall;
import dev.tidemill.algebra.plan.AggregateFunction;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.plan.Project;
import dev.tidemill.algebra.plan.TimeWindows;
import dev.tidemill.algebra.type.Type;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * Counts the rows of each slice of time once and adds the slices' counts up, where each row lies in
 * several windows.
 *
 * <pre>
 * aggregate by k, window_start [COUNT] (windows of t step 2 size 10 s)
 *   → aggregate by k, window_start [SUM n] (windows of slice step 2 size 10
 *       (aggregate by k, slice [COUNT as n] (project k, date_bin(2, t) as slice s)))
 * </pre>
 *
 * Windows begin and end where slices do, so all rows of a slice lie in the same ones. A window has
 * a group when a slice of it has one, and a sum over a group of slices is never NULL. It pays when
 * a slice has several rows of a group; when it has not, a slice's group comes on top of those of
 * its windows.
 */
final class WindowSlices implements Pass {
    /** With fewer windows of a row, what the slices cost may be more than what they save. */
    private static final int WINDOWS_PER_ROW_MIN = 3;

    @Override
    public Plan apply(Plan plan) {
        Plan renewed = Pass.overInputs(plan, this::apply);
        if (!(renewed instanceof Aggregate aggregate) || !counts(aggregate)) {
            return renewed;
        }
        return switch (aggregate.input()) {
            case TimeWindows windows -> sliced(aggregate, identity(windows), windows);
            case Project(TimeWindows windows, List<Project.Column> columns) ->
                    sliced(aggregate, columns, windows);
            default -> aggregate;
        };
    }

    private static boolean counts(Aggregate aggregate) {
        return !aggregate.keys().isEmpty()
                && !aggregate.calls().isEmpty()
                && aggregate.calls().stream()
                        .allMatch(c -> c.function() == AggregateFunction.COUNT && !c.distinct());
    }

    private static List<Project.Column> identity(TimeWindows windows) {
        List<Project.Column> columns = new ArrayList<>();
        for (int i = 0; i < windows.schema().size(); i++) {
            columns.add(
                    new Project.Column(
                            windows.schema().field(i).name(),
                            new ColumnRef(i, windows.schema().type(i))));
        }
        return columns;
    }

    /** The aggregate by slices; itself when it reads what slices do not have. */
    private static Plan sliced(
            Aggregate aggregate, List<Project.Column> columns, TimeWindows windows) {
        int width = windows.input().schema().size();
        if (windows.windowsPerRow() < WINDOWS_PER_ROW_MIN) {
            return aggregate;
        }
        List<Project.Column> rows = new ArrayList<>();
        List<Integer> sliceKeys = new ArrayList<>();
        List<Integer> outerKeys = new ArrayList<>();
        for (int key : aggregate.keys()) {
            Project.Column column = columns.get(key);
            if (column.expression() instanceof ColumnRef ref && ref.index() >= width) {
                outerKeys.add(-1 - (ref.index() - width));
            } else if (isOfRow(column.expression(), width)
                    && !reads(column.expression(), windows.time())) {
                sliceKeys.add(rows.size());
                outerKeys.add(rows.size());
                rows.add(column);
            } else {
                return aggregate;
            }
        }
        int slice = rows.size();
        sliceKeys.add(slice);
        rows.add(new Project.Column("slice", slice(windows)));
        List<AggregateCall> inner = new ArrayList<>();
        List<AggregateCall> outer = new ArrayList<>();
        for (AggregateCall call : aggregate.calls()) {
            for (int read : call.columns()) {
                if (!isOfRow(columns.get(read).expression(), width)) {
                    return aggregate;
                }
            }
            inner.add(
                    call.mapped(
                            column -> {
                                rows.add(columns.get(column));
                                return rows.size() - 1;
                            }));
            outer.add(
                    new AggregateCall(
                            AggregateFunction.SUM,
                            slice + inner.size(),
                            -1,
                            false,
                            call.type(),
                            call.name()));
        }
        Plan slices = new Aggregate(new Project(windows.input(), rows), sliceKeys, inner);
        TimeWindows of =
                new TimeWindows(
                        slices,
                        slice,
                        windows.kind(),
                        windows.stepMicros(),
                        windows.sizeMicros(),
                        windows.originMicros());
        int start = slices.schema().size();
        return new Aggregate(
                of, outerKeys.stream().map(k -> k < 0 ? start - 1 - k : k).toList(), outer);
    }

    /** Whether an expression is of the rows in the windows alone, and fails on none of them. */
    private static boolean isOfRow(Expr expression, int width) {
        if (expression instanceof ColumnRef ref) {
            return ref.index() < width;
        }
        return !Fallibility.canFail(expression)
                && expression.children().stream().allMatch(child -> isOfRow(child, width));
    }

    private static boolean reads(Expr expression, int column) {
        return (expression instanceof ColumnRef ref && ref.index() == column)
                || expression.children().stream().anyMatch(child -> reads(child, column));
    }

    /** The longest slices of which windows are made. */
    private static Expr slice(TimeWindows windows) {
        Type type = windows.input().schema().type(windows.time());
        long micros =
                BigInteger.valueOf(windows.stepMicros())
                        .gcd(BigInteger.valueOf(windows.sizeMicros()))
                        .longValueExact();
        return Call.of(
                ScalarFunction.DATE_BIN,
                type,
                new Literal(new Interval(0, 0, micros), Type.INTERVAL),
                new ColumnRef(windows.time(), type),
                new Literal(Math.floorMod(windows.originMicros(), micros), type));
    }
}
