package dev.tidemill.sql.lineage;

import dev.tidemill.algebra.plan.Aggregate;
import dev.tidemill.algebra.plan.AsofJoin;
import dev.tidemill.algebra.plan.Filter;
import dev.tidemill.algebra.plan.FinalRows;
import dev.tidemill.algebra.plan.Join;
import dev.tidemill.algebra.plan.Over;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.plan.Project;
import dev.tidemill.algebra.plan.Scan;
import dev.tidemill.algebra.plan.SetOperation;
import dev.tidemill.algebra.plan.TemporalFilter;
import dev.tidemill.algebra.plan.TimeWindows;
import dev.tidemill.algebra.plan.TopN;
import dev.tidemill.algebra.plan.Union;
import dev.tidemill.algebra.plan.Unnest;
import dev.tidemill.algebra.plan.Values;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.stream.Stream;

/** Follows a plan's columns back to the tables; a part that stands in it twice, once. */
final class PlanTracer {
    private final IdentityHashMap<Plan, Traced> traced = new IdentityHashMap<>();

    Traced trace(Plan plan) {
        Traced known = traced.get(plan);
        Traced answer = known == null ? found(plan) : known;
        traced.put(plan, answer);
        return answer;
    }

    private Traced found(Plan plan) {
        return switch (plan) {
            case Scan scan -> scan(scan);
            case Filter filter -> {
                Traced input = trace(filter.input());
                yield input.andRows(
                        ExpressionLineage.of(filter.predicate(), input).by(Influence.FILTER));
            }
            case TemporalFilter filter -> temporal(filter, trace(filter.input()));
            case Project project -> project(project, trace(project.input()));
            case Aggregate aggregate -> AggregateLineage.of(aggregate, trace(aggregate.input()));
            case Join join -> JoinLineage.of(join, trace(join.left()), trace(join.right()));
            case AsofJoin join -> AsofLineage.of(join, trace(join.left()), trace(join.right()));
            case TopN top -> top(top, trace(top.input()));
            case Over over -> OverLineage.of(over, trace(over.input()));
            case TimeWindows windows -> windows(windows, trace(windows.input()));
            case Unnest unnest -> unnest(unnest, trace(unnest.input()));
            case Union union -> together(union.inputs());
            case SetOperation set -> set(set);
            case Values values ->
                    new Traced(
                            values.schema().fields().stream().map(_ -> Dependencies.NONE).toList(),
                            Dependencies.NONE);
            case FinalRows rows -> {
                Traced input = trace(rows.input());
                yield input.andRows(input.of(List.of(rows.column()), Influence.FILTER))
                        .andRows(BoundLineage.of(rows.bound()).by(Influence.FILTER));
            }
        };
    }

    private static Traced scan(Scan scan) {
        return new Traced(
                scan.schema().names().stream()
                        .map(
                                name ->
                                        Dependencies.of(
                                                new Origin(scan.table(), name), Influence.IDENTITY))
                        .toList(),
                Dependencies.of(Origin.rows(scan.table()), Influence.ROWS));
    }

    private static Traced temporal(TemporalFilter filter, Traced input) {
        return input.andRows(
                Dependencies.all(
                                Stream.of(filter.from(), filter.to())
                                        .filter(java.util.Objects::nonNull)
                                        .map(bound -> ExpressionLineage.of(bound, input))
                                        .toList())
                        .by(Influence.FILTER));
    }

    /** One expression that fails takes the whole row away. */
    private static Traced project(Project project, Traced input) {
        List<Dependencies> columns = new ArrayList<>();
        Dependencies rows = input.rows();
        for (Project.Column column : project.columns()) {
            columns.add(ExpressionLineage.of(column.expression(), input));
            rows = rows.and(input.of(FailingColumns.of(column.expression()), Influence.ERROR));
        }
        return new Traced(columns, rows);
    }

    private static Traced top(TopN top, Traced input) {
        Dependencies ties =
                input.of(Ordering.ties(top.input(), top.partition(), top.order()), Influence.TIE);
        Traced rows =
                input.andRows(input.of(top.partition(), Influence.WINDOW))
                        .andRows(input.of(Ordering.columns(top.order()), Influence.SORT))
                        .andRows(ties);
        return top.isNumbered() ? rows.andColumns(List.of(place(top, input).and(ties))) : rows;
    }

    /** What a row's number in its partition depends on, but for which of equal rows is first. */
    private static Dependencies place(TopN top, Traced input) {
        return input.of(top.partition(), Influence.WINDOW)
                .and(input.of(Ordering.columns(top.order()), Influence.WINDOW));
    }

    /** A row is there once for each window, of which there may be none. */
    private static Traced windows(TimeWindows windows, Traced input) {
        Dependencies time = input.column(windows.time());
        Dependencies bound = time.by(Influence.TRANSFORMATION);
        return input.andColumns(List.of(bound, bound)).andRows(time.by(Influence.WINDOW));
    }

    /** A row is there once for each element, of which there may be none. */
    private static Traced unnest(Unnest unnest, Traced input) {
        Dependencies array = input.column(unnest.array());
        List<Dependencies> columns = new ArrayList<>();
        unnest.kept().forEach(column -> columns.add(input.column(column)));
        while (columns.size() < unnest.schema().size()) {
            columns.add(array.by(Influence.TRANSFORMATION));
        }
        return new Traced(columns, input.rows()).andRows(array.by(Influence.JOIN));
    }

    /** Whole rows are compared. The values of EXCEPT are all of the left side. */
    private Traced set(SetOperation set) {
        Traced left = trace(set.left());
        Traced right = trace(set.right());
        Traced values =
                switch (set.kind()) {
                    case INTERSECT -> together(set.inputs());
                    case EXCEPT -> left.andRows(right.rows());
                };
        return values.andRows(Dependencies.all(left.columns()).by(Influence.JOIN))
                .andRows(Dependencies.all(right.columns()).by(Influence.JOIN));
    }

    private Traced together(List<Plan> inputs) {
        List<Traced> all = inputs.stream().map(this::trace).toList();
        List<Dependencies> columns = new ArrayList<>();
        for (int i = 0; i < all.getFirst().columns().size(); i++) {
            int column = i;
            columns.add(Dependencies.all(all.stream().map(each -> each.column(column)).toList()));
        }
        return new Traced(columns, Dependencies.all(all.stream().map(Traced::rows).toList()));
    }
}
