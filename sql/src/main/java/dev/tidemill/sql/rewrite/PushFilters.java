package dev.tidemill.sql.rewrite;

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
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Moves each part of a filter as near to the tables as it may go.
 *
 * <pre>
 * filter l.a = 1 and r.b = 2 and l.c = r.d (join l r)
 *   →  join on c = d (filter a = 1 l) (filter b = 2 r)
 * </pre>
 *
 * <p>What reads both sides of an inner join becomes a condition of the join.
 */
final class PushFilters implements Pass {
    @Override
    public Plan apply(Plan plan) {
        return push(plan, List.of());
    }

    private Plan push(Plan plan, List<Expr> parts) {
        return switch (plan) {
            case Filter filter -> {
                List<Expr> all = new ArrayList<>(Conjunction.split(filter.predicate()));
                all.addAll(parts);
                yield push(filter.input(), all);
            }
            case Project project -> throughProject(project, parts);
            case Aggregate aggregate -> throughAggregate(aggregate, parts);
            case Join join -> throughJoin(join, parts);
            case AsofJoin join -> throughAsofJoin(join, parts);
            case Union union ->
                    new Union(union.inputs().stream().map(i -> push(i, parts)).toList());
            case TemporalFilter filter ->
                    new TemporalFilter(push(filter.input(), parts), filter.from(), filter.to());
            case TopN top -> throughPartitions(top, top.partition(), parts);
            case Over over -> throughPartitions(over, over.partition(), parts);
            case TimeWindows windows -> throughWindows(windows, parts);
            case Unnest unnest -> throughUnnest(unnest, parts);
            case SetOperation set -> filtered(Pass.overInputs(set, i -> push(i, List.of())), parts);
            case FinalRows rows -> filtered(Pass.overInputs(rows, i -> push(i, List.of())), parts);
            case Scan scan -> filtered(scan, parts);
            case Values values -> filtered(values, parts);
        };
    }

    private static Plan filtered(Plan plan, List<Expr> parts) {
        return parts.isEmpty() ? plan : new Filter(plan, Conjunction.of(parts));
    }

    /** A part moves when what it reads cannot fail, so that nothing is computed twice in vain. */
    private Plan throughProject(Project project, List<Expr> parts) {
        List<Expr> below = new ArrayList<>();
        List<Expr> above = new ArrayList<>();
        for (Expr part : parts) {
            boolean moves =
                    Columns.used(part).stream()
                            .map(c -> project.columns().get(c).expression())
                            .noneMatch(Fallibility::canFail);
            // Later parts may rely on earlier ones to guard them, so order is kept.
            if (moves && (above.isEmpty() || !Fallibility.canFail(part))) {
                below.add(
                        Columns.substituted(
                                part, ref -> project.columns().get(ref.index()).expression()));
            } else {
                above.add(part);
            }
        }
        return filtered(new Project(push(project.input(), below), project.columns()), above);
    }

    /** Only what reads nothing but keys holds for all rows of a group or for none. */
    private Plan throughAggregate(Aggregate aggregate, List<Expr> parts) {
        List<Expr> below = new ArrayList<>();
        List<Expr> above = new ArrayList<>();
        int keys = aggregate.keys().size();
        for (Expr part : parts) {
            var used = Columns.used(part);
            boolean onKeys = !used.isEmpty() && used.stream().allMatch(c -> c < keys);
            if (onKeys && !Fallibility.canFail(part)) {
                below.add(Columns.mapped(part, aggregate.keys()::get));
            } else {
                above.add(part);
            }
        }
        Plan input = push(aggregate.input(), below);
        return filtered(new Aggregate(input, aggregate.keys(), aggregate.calls()), above);
    }

    /** Only what reads nothing but the partition's columns holds for all of it or for none. */
    private Plan throughPartitions(Plan plan, List<Integer> partition, List<Expr> parts) {
        List<Expr> below = new ArrayList<>();
        List<Expr> above = new ArrayList<>();
        for (Expr part : parts) {
            var used = Columns.used(part);
            boolean moves = !used.isEmpty() && partition.containsAll(used);
            (moves && !Fallibility.canFail(part) ? below : above).add(part);
        }
        return filtered(Pass.overInputs(plan, input -> push(input, below)), above);
    }

    /** What does not read the element holds for all elements of a row. */
    private Plan throughUnnest(Unnest unnest, List<Expr> parts) {
        int width = unnest.kept().size();
        List<Expr> below = new ArrayList<>();
        List<Expr> above = new ArrayList<>();
        for (Expr part : parts) {
            boolean moves = Columns.used(part).stream().allMatch(c -> c < width);
            if (moves && !Fallibility.canFail(part)) {
                below.add(Columns.mapped(part, unnest.kept()::get));
            } else {
                above.add(part);
            }
        }
        return filtered(Pass.overInputs(unnest, input -> push(input, below)), above);
    }

    /** What does not read the windows holds for a row in all of them. */
    private Plan throughWindows(TimeWindows windows, List<Expr> parts) {
        int width = windows.input().schema().size();
        List<Expr> below = new ArrayList<>();
        List<Expr> above = new ArrayList<>();
        for (Expr part : parts) {
            boolean moves = Columns.used(part).stream().allMatch(c -> c < width);
            (moves && !Fallibility.canFail(part) ? below : above).add(part);
        }
        return filtered(Pass.overInputs(windows, input -> push(input, below)), above);
    }

    private Plan throughJoin(Join join, List<Expr> parts) {
        if (join.band() != null) {
            return filtered(Pass.overInputs(join, i -> push(i, List.of())), parts);
        }
        boolean inner = join.kind() == Join.Kind.INNER;
        List<Expr> left = new ArrayList<>();
        List<Expr> right = new ArrayList<>();
        List<Expr> above = new ArrayList<>();
        List<Expr> conditions = new ArrayList<>();
        List<Expr> later = new ArrayList<>();
        for (Expr part : parts) {
            if (join.kind() != Join.Kind.FULL && reads(join, part, true)) {
                left.add(part);
            } else if (inner && reads(join, part, false)) {
                right.add(part);
            } else if (inner && isKey(join, part)) {
                conditions.add(part);
            } else if (inner && !Columns.readsNow(part) && !Columns.used(part).isEmpty()) {
                later.add(part);
            } else {
                above.add(part);
            }
        }
        for (Expr part : split(join.residual())) {
            if (dropsLeft(join.kind()) && reads(join, part, true)) {
                left.add(part);
            } else if (join.kind() != Join.Kind.FULL && reads(join, part, false)) {
                right.add(part);
            } else if (inner && Columns.readsNow(part)) {
                above.add(part);
            } else {
                conditions.add(part);
            }
        }
        conditions.addAll(later);
        int width = join.left().schema().size();
        Plan pushedLeft = push(join.left(), left);
        Plan pushedRight =
                push(
                        join.right(),
                        right.stream().map(e -> Columns.mapped(e, c -> c - width)).toList());
        return filtered(
                JoinKeys.join(pushedLeft, pushedRight, join.kind(), join.keys(), conditions),
                above);
    }

    /** A condition on the right row must not change which one is nearest. */
    private Plan throughAsofJoin(AsofJoin join, List<Expr> parts) {
        int width = join.left().schema().size();
        List<Expr> left = new ArrayList<>();
        List<Expr> above = new ArrayList<>();
        for (Expr part : parts) {
            var used = Columns.used(part);
            boolean ofLeft = !used.isEmpty() && used.stream().allMatch(c -> c < width);
            (ofLeft && !Fallibility.canFail(part) ? left : above).add(part);
        }
        return filtered(
                join.withInputs(List.of(push(join.left(), left), push(join.right(), List.of()))),
                above);
    }

    /** Whether a left row that has no partner is not in the output. */
    private static boolean dropsLeft(Join.Kind kind) {
        return switch (kind) {
            case INNER, SEMI -> true;
            case LEFT, FULL, ANTI, MARK -> false;
        };
    }

    private static boolean isKey(Join join, Expr part) {
        return JoinKeys.isKey(part, join.left().schema().size()) && !Fallibility.canFail(part);
    }

    private static List<Expr> split(@Nullable Expr residual) {
        return residual == null ? List.of() : Conjunction.split(residual);
    }

    private static boolean reads(Join join, Expr part, boolean left) {
        int width = join.left().schema().size();
        var used = Columns.used(part);
        return !used.isEmpty()
                && used.stream().allMatch(c -> left == c < width)
                && !Fallibility.canFail(part);
    }
}
