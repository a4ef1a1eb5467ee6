package dev.tidemill.sql.translate;

import dev.tidemill.algebra.expr.Expr;
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
import dev.tidemill.sql.ColumnLineage;
import dev.tidemill.sql.ColumnLineage.Origin;
import dev.tidemill.sql.rewrite.Columns;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Follows a plan's columns back to the tables. */
public final class LineageOf {
    private LineageOf() {}

    /** One entry for each output column, in order. */
    public static List<ColumnLineage> plan(Plan plan) {
        List<Set<Origin>> origins = origins(plan);
        List<ColumnLineage> lineage = new ArrayList<>();
        for (int i = 0; i < origins.size(); i++) {
            lineage.add(new ColumnLineage(plan.schema().field(i).name(), origins.get(i)));
        }
        return lineage;
    }

    private static List<Set<Origin>> origins(Plan plan) {
        return switch (plan) {
            case Scan scan ->
                    scan.schema().names().stream()
                            .map(name -> Set.of(new Origin(scan.table(), name)))
                            .toList();
            case Project project -> project(project);
            case Aggregate aggregate -> aggregate(aggregate);
            case Join join -> join(join);
            case AsofJoin join -> {
                List<Set<Origin>> both = new ArrayList<>(origins(join.left()));
                both.addAll(origins(join.right()));
                yield both;
            }
            case Union union -> together(union.inputs());
            case Filter filter -> origins(filter.input());
            case TemporalFilter filter -> origins(filter.input());
            case TopN top -> top(top, origins(top.input()));
            case FinalRows rows -> origins(rows.input());
            case Over over -> OverLineage.of(over, origins(over.input()));
            case Unnest unnest -> {
                List<Set<Origin>> input = origins(unnest.input());
                List<Set<Origin>> output = new ArrayList<>();
                unnest.kept().forEach(column -> output.add(input.get(column)));
                while (output.size() < unnest.schema().size()) {
                    output.add(input.get(unnest.array()));
                }
                yield output;
            }
            case TimeWindows windows -> {
                List<Set<Origin>> input = new ArrayList<>(origins(windows.input()));
                Set<Origin> time = input.get(windows.time());
                input.add(time);
                input.add(time);
                yield input;
            }
            case SetOperation set ->
                    set.kind() == SetOperation.Kind.EXCEPT
                            ? origins(set.left())
                            : together(set.inputs());
            case Values values ->
                    values.schema().fields().stream().map(_ -> Set.<Origin>of()).toList();
        };
    }

    /** A place comes from the order that it counts. */
    private static List<Set<Origin>> top(TopN top, List<Set<Origin>> input) {
        if (!top.isNumbered()) {
            return input;
        }
        List<Set<Origin>> output = new ArrayList<>(input);
        Set<Origin> place = new TreeSet<>();
        top.order().forEach(key -> place.addAll(input.get(key.column())));
        output.add(place);
        return output;
    }

    /** A mark comes from what decides it: the keys and the columns that the condition reads. */
    private static List<Set<Origin>> join(Join join) {
        List<Set<Origin>> left = origins(join.left());
        if (join.kind() == Join.Kind.SEMI || join.kind() == Join.Kind.ANTI) {
            return left;
        }
        List<Set<Origin>> both = new ArrayList<>(left);
        both.addAll(origins(join.right()));
        if (join.kind().isPaired()) {
            return both;
        }
        Set<Integer> deciding = new TreeSet<>();
        for (Join.KeyPair key : join.keys()) {
            deciding.add(key.left());
            deciding.add(left.size() + key.right());
        }
        if (join.residual() != null) {
            deciding.addAll(Columns.used(join.residual()));
        }
        Set<Origin> mark = new TreeSet<>();
        deciding.forEach(column -> mark.addAll(both.get(column)));
        List<Set<Origin>> marked = new ArrayList<>(left);
        marked.add(mark);
        return marked;
    }

    private static List<Set<Origin>> project(Project project) {
        List<Set<Origin>> input = origins(project.input());
        List<Set<Origin>> output = new ArrayList<>();
        for (Project.Column column : project.columns()) {
            output.add(of(column.expression(), input));
        }
        return output;
    }

    private static Set<Origin> of(Expr expression, List<Set<Origin>> input) {
        Set<Origin> origins = new TreeSet<>();
        Columns.used(expression).forEach(column -> origins.addAll(input.get(column)));
        return origins;
    }

    private static List<Set<Origin>> aggregate(Aggregate aggregate) {
        List<Set<Origin>> input = origins(aggregate.input());
        List<Set<Origin>> output = new ArrayList<>();
        aggregate.keys().forEach(key -> output.add(input.get(key)));
        for (var call : aggregate.calls()) {
            Set<Origin> origins = new TreeSet<>();
            if (call.argument() >= 0) {
                origins.addAll(input.get(call.argument()));
            }
            if (call.filter() >= 0) {
                origins.addAll(input.get(call.filter()));
            }
            output.add(origins);
        }
        return output;
    }

    private static List<Set<Origin>> together(List<Plan> inputs) {
        List<Set<Origin>> output = new ArrayList<>();
        for (int i = 0; i < inputs.getFirst().schema().size(); i++) {
            output.add(new TreeSet<>());
        }
        for (Plan input : inputs) {
            List<Set<Origin>> origins = origins(input);
            for (int i = 0; i < origins.size(); i++) {
                output.get(i).addAll(origins.get(i));
            }
        }
        return output;
    }
}
