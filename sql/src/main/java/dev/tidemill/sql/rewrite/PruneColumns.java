package dev.tidemill.sql.rewrite;

import dev.tidemill.algebra.expr.ColumnRef;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.plan.Aggregate;
import dev.tidemill.algebra.plan.AggregateCall;
import dev.tidemill.algebra.plan.AsofJoin;
import dev.tidemill.algebra.plan.Filter;
import dev.tidemill.algebra.plan.FinalRows;
import dev.tidemill.algebra.plan.Join;
import dev.tidemill.algebra.plan.Over;
import dev.tidemill.algebra.plan.OverCall;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.plan.Project;
import dev.tidemill.algebra.plan.Scan;
import dev.tidemill.algebra.plan.SetOperation;
import dev.tidemill.algebra.plan.SortKey;
import dev.tidemill.algebra.plan.TemporalFilter;
import dev.tidemill.algebra.plan.TimeWindows;
import dev.tidemill.algebra.plan.TopN;
import dev.tidemill.algebra.plan.Union;
import dev.tidemill.algebra.plan.Unnest;
import dev.tidemill.algebra.plan.Values;
import dev.tidemill.algebra.type.Schema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Lets joins, aggregates and the others carry only the columns that somebody reads. */
final class PruneColumns implements Pass {
    /** A plan with fewer columns, and where each old column went (-1: gone). */
    private record Pruned(Plan plan, int[] positions) {
        static Pruned unchanged(Plan plan) {
            return new Pruned(plan, IntStream.range(0, plan.schema().size()).toArray());
        }

        Expr map(Expr expression) {
            return Columns.mapped(expression, c -> positions[c]);
        }

        @Nullable Expr mapNullable(@Nullable Expr expression) {
            return expression == null ? null : map(expression);
        }
    }

    @Override
    public Plan apply(Plan plan) {
        return exactly(plan, allOf(plan.schema()));
    }

    private static Set<Integer> allOf(Schema schema) {
        Set<Integer> all = new TreeSet<>();
        for (int i = 0; i < schema.size(); i++) {
            all.add(i);
        }
        return all;
    }

    /** The plan with just these columns, in their order. */
    private Plan exactly(Plan plan, Set<Integer> wanted) {
        Set<Integer> kept = wanted.isEmpty() ? Set.of(0) : wanted;
        Pruned pruned = prune(plan, kept);
        List<Project.Column> columns = new ArrayList<>();
        boolean same = kept.size() == pruned.plan.schema().size();
        for (int column : kept) {
            int position = pruned.positions[column];
            same &= position == columns.size();
            columns.add(column(pruned.plan.schema(), position));
        }
        return same ? pruned.plan : new Project(pruned.plan, columns);
    }

    private static Project.Column column(Schema schema, int position) {
        return new Project.Column(
                schema.field(position).name(), new ColumnRef(position, schema.type(position)));
    }

    /** Where the columns are after {@link #exactly}. */
    private static int[] positions(int size, Set<Integer> wanted) {
        int[] positions = new int[size];
        Arrays.fill(positions, -1);
        int next = 0;
        for (int column : wanted.isEmpty() ? Set.of(0) : wanted) {
            positions[column] = next++;
        }
        return positions;
    }

    private Pruned prune(Plan plan, Set<Integer> wanted) {
        return switch (plan) {
            case Scan scan -> scan(scan, wanted);
            case Filter filter -> filter(filter, wanted);
            case TemporalFilter filter -> temporal(filter, wanted);
            case Project project -> project(project, wanted);
            case Aggregate aggregate -> aggregate(aggregate, wanted);
            case Join join -> join(join, wanted);
            case AsofJoin join -> asofJoin(join, wanted);
            case TopN top -> top(top, wanted);
            case FinalRows rows -> Pruned.unchanged(Pass.overInputs(rows, this::apply));
            case Over over -> over(over, wanted);
            case TimeWindows windows -> windows(windows, wanted);
            case Unnest unnest -> unnest(unnest, wanted);
            case SetOperation set -> Pruned.unchanged(Pass.overInputs(set, this::apply));
            case Union union -> union(union, wanted);
            case Values values -> Pruned.unchanged(values);
        };
    }

    /** Ties are broken by the whole row, so that every column of it counts. */
    private Pruned top(TopN top, Set<Integer> wanted) {
        int width = top.input().schema().size();
        Pruned all = Pruned.unchanged(Pass.overInputs(top, this::apply));
        if (!top.isNumbered() || wanted.contains(width)) {
            return all;
        }
        all.positions[width] = -1;
        return new Pruned(((TopN) all.plan).withoutPlace(), all.positions);
    }

    private static Pruned scan(Scan scan, Set<Integer> wanted) {
        if (wanted.size() == scan.schema().size()) {
            return Pruned.unchanged(scan);
        }
        List<Project.Column> columns = wanted.stream().map(c -> column(scan.schema(), c)).toList();
        return new Pruned(new Project(scan, columns), positions(scan.schema().size(), wanted));
    }

    private Pruned filter(Filter filter, Set<Integer> wanted) {
        Set<Integer> needed = new TreeSet<>(wanted);
        Columns.collect(filter.predicate(), needed);
        Pruned input = prune(filter.input(), needed);
        return new Pruned(new Filter(input.plan, input.map(filter.predicate())), input.positions);
    }

    private Pruned temporal(TemporalFilter filter, Set<Integer> wanted) {
        Set<Integer> needed = new TreeSet<>(wanted);
        collect(filter.from(), needed);
        collect(filter.to(), needed);
        Pruned input = prune(filter.input(), needed);
        return new Pruned(
                new TemporalFilter(
                        input.plan,
                        input.mapNullable(filter.from()),
                        input.mapNullable(filter.to())),
                input.positions);
    }

    private static void collect(@Nullable Expr expression, Set<Integer> columns) {
        if (expression != null) {
            Columns.collect(expression, columns);
        }
    }

    private Pruned project(Project project, Set<Integer> wanted) {
        Set<Integer> needed = new TreeSet<>();
        for (int column : wanted) {
            Columns.collect(project.columns().get(column).expression(), needed);
        }
        Pruned input = prune(project.input(), needed.isEmpty() ? Set.of(0) : needed);
        List<Project.Column> columns = new ArrayList<>();
        for (int column : wanted) {
            Project.Column old = project.columns().get(column);
            columns.add(new Project.Column(old.name(), input.map(old.expression())));
        }
        return new Pruned(
                new Project(input.plan, columns), positions(project.columns().size(), wanted));
    }

    private Pruned aggregate(Aggregate aggregate, Set<Integer> wanted) {
        int keys = aggregate.keys().size();
        List<Integer> kept = new ArrayList<>();
        for (int i = 0; i < aggregate.calls().size(); i++) {
            if (wanted.contains(keys + i)) {
                kept.add(i);
            }
        }
        if (kept.isEmpty() && keys == 0) {
            kept.add(0);
        }
        Set<Integer> needed = new TreeSet<>(aggregate.keys());
        for (int i : kept) {
            needed.addAll(aggregate.calls().get(i).columns());
        }
        int[] input = positions(aggregate.input().schema().size(), needed);
        List<AggregateCall> calls = new ArrayList<>();
        int[] positions = new int[keys + aggregate.calls().size()];
        Arrays.fill(positions, -1);
        IntStream.range(0, keys).forEach(i -> positions[i] = i);
        for (int i : kept) {
            positions[keys + i] = keys + calls.size();
            calls.add(aggregate.calls().get(i).mapped(c -> input[c]));
        }
        List<Integer> newKeys = aggregate.keys().stream().map(k -> input[k]).toList();
        return new Pruned(
                new Aggregate(exactly(aggregate.input(), needed), newKeys, calls), positions);
    }

    private Pruned join(Join join, Set<Integer> wanted) {
        int width = join.left().schema().size();
        Set<Integer> needed = new TreeSet<>();
        if (join.kind().isPaired()) {
            needed.addAll(wanted);
        } else {
            wanted.stream().filter(column -> column < width).forEach(needed::add);
        }
        collect(join.residual(), needed);
        Set<Integer> left = new TreeSet<>();
        Set<Integer> right = new TreeSet<>();
        for (int column : needed) {
            if (column < width) {
                left.add(column);
            } else {
                right.add(column - width);
            }
        }
        join.keys().forEach(key -> left.add(key.left()));
        join.keys().forEach(key -> right.add(key.right()));
        if (join.band() != null) {
            left.add(join.band().left());
            right.add(join.band().right());
        }
        int[] leftPositions = positions(width, left);
        int[] rightPositions = positions(join.right().schema().size(), right);
        return pruned(
                join,
                exactly(join.left(), left),
                exactly(join.right(), right),
                leftPositions,
                rightPositions);
    }

    /** The whole right row decides between equally near ones, so that every column counts. */
    private Pruned asofJoin(AsofJoin join, Set<Integer> wanted) {
        int width = join.left().schema().size();
        Set<Integer> left = new TreeSet<>();
        wanted.stream().filter(column -> column < width).forEach(left::add);
        join.keys().forEach(key -> left.add(key.left()));
        left.add(join.leftOrder());
        int[] leftPositions = positions(width, left);
        List<Join.KeyPair> keys =
                join.keys().stream()
                        .map(key -> new Join.KeyPair(leftPositions[key.left()], key.right()))
                        .toList();
        Plan newLeft = exactly(join.left(), left);
        int rightSize = join.right().schema().size();
        int[] positions = Arrays.copyOf(leftPositions, width + rightSize);
        for (int i = 0; i < rightSize; i++) {
            positions[width + i] = newLeft.schema().size() + i;
        }
        return new Pruned(
                new AsofJoin(
                        newLeft,
                        apply(join.right()),
                        join.keepsAll(),
                        keys,
                        leftPositions[join.leftOrder()],
                        join.rightOrder(),
                        join.direction()),
                positions);
    }

    private static Pruned pruned(
            Join join, Plan newLeft, Plan newRight, int[] leftPositions, int[] rightPositions) {
        int width = leftPositions.length;
        int newWidth = newLeft.schema().size();
        int[] positions = Arrays.copyOf(leftPositions, width + rightPositions.length);
        for (int i = 0; i < rightPositions.length; i++) {
            int position = rightPositions[i];
            positions[width + i] = position < 0 ? position : position + newWidth;
        }
        List<Join.KeyPair> keys =
                join.keys().stream()
                        .map(
                                key ->
                                        new Join.KeyPair(
                                                leftPositions[key.left()],
                                                rightPositions[key.right()],
                                                key.nullsMatch()))
                        .toList();
        Join.Band band = join.band();
        Join.Band newBand =
                band == null
                        ? null
                        : new Join.Band(
                                leftPositions[band.left()],
                                rightPositions[band.right()],
                                band.low(),
                                band.high());
        Expr residual =
                join.residual() == null ? null : Columns.mapped(join.residual(), c -> positions[c]);
        Join renewed = new Join(newLeft, newRight, join.kind(), keys, newBand, residual);
        return new Pruned(renewed, shown(join.kind(), positions, width, newWidth));
    }

    /** Where the columns of a join's output are, of those that it pairs. */
    private static int[] shown(Join.Kind kind, int[] paired, int width, int newWidth) {
        return switch (kind) {
            case INNER, LEFT, FULL -> paired;
            case SEMI, ANTI -> Arrays.copyOf(paired, width);
            case MARK -> {
                int[] positions = Arrays.copyOf(paired, width + 1);
                positions[width] = newWidth;
                yield positions;
            }
        };
    }

    /** Calls that nobody reads go; columns too, unless ties are broken by the whole row. */
    private Pruned over(Over over, Set<Integer> wanted) {
        int width = over.input().schema().size();
        List<OverCall> calls = new ArrayList<>();
        int[] positions = new int[over.schema().size()];
        java.util.Arrays.fill(positions, -1);
        Set<Integer> needed = new TreeSet<>();
        for (int column : wanted) {
            if (column < width) {
                needed.add(column);
            } else {
                positions[column] = calls.size();
                calls.add(over.calls().get(column - width));
            }
        }
        if (calls.isEmpty()) {
            Pruned input = prune(over.input(), needed.isEmpty() ? Set.of(0) : needed);
            System.arraycopy(input.positions, 0, positions, 0, width);
            return new Pruned(input.plan, positions);
        }
        if (calls.stream().allMatch(OverCall::isOfPeers)) {
            needed.addAll(over.partition());
            over.order().forEach(key -> needed.add(key.column()));
            calls.forEach(call -> call.columns().forEach(needed::add));
        } else {
            needed.addAll(allOf(over.input().schema()));
        }
        Plan input = exactly(over.input(), needed);
        int[] kept = positions(width, needed);
        System.arraycopy(kept, 0, positions, 0, width);
        for (int column = width; column < positions.length; column++) {
            positions[column] += positions[column] < 0 ? 0 : input.schema().size();
        }
        return new Pruned(
                new Over(
                        input,
                        over.partition().stream().map(c -> kept[c]).toList(),
                        over.order().stream()
                                .map(
                                        k ->
                                                new SortKey(
                                                        kept[k.column()],
                                                        k.descending(),
                                                        k.nullsFirst()))
                                .toList(),
                        calls.stream().map(call -> call.mapped(kept)).toList()),
                positions);
    }

    private Pruned unnest(Unnest unnest, Set<Integer> wanted) {
        Set<Integer> needed = new TreeSet<>();
        needed.add(unnest.array());
        int width = unnest.kept().size();
        wanted.stream().filter(c -> c < width).forEach(c -> needed.add(unnest.kept().get(c)));
        Plan input = exactly(unnest.input(), needed);
        int[] inInput = positions(unnest.input().schema().size(), needed);
        int[] positions = new int[unnest.schema().size()];
        Arrays.fill(positions, -1);
        List<Integer> kept = new ArrayList<>();
        for (int column = 0; column < width; column++) {
            if (wanted.contains(column)) {
                positions[column] = kept.size();
                kept.add(inInput[unnest.kept().get(column)]);
            }
        }
        positions[width] = kept.size();
        if (unnest.ordinality()) {
            positions[width + 1] = kept.size() + 1;
        }
        return new Pruned(
                new Unnest(
                        input, inInput[unnest.array()], kept, unnest.outer(), unnest.ordinality()),
                positions);
    }

    private Pruned windows(TimeWindows windows, Set<Integer> wanted) {
        int width = windows.input().schema().size();
        Set<Integer> needed = new TreeSet<>(wanted);
        needed.removeIf(column -> column >= width);
        needed.add(windows.time());
        Plan input = exactly(windows.input(), needed);
        int[] kept = positions(width, needed);
        int[] positions = java.util.Arrays.copyOf(kept, width + 2);
        positions[width] = input.schema().size();
        positions[width + 1] = input.schema().size() + 1;
        return new Pruned(
                new TimeWindows(
                        input,
                        kept[windows.time()],
                        windows.kind(),
                        windows.stepMicros(),
                        windows.sizeMicros(),
                        windows.originMicros()),
                positions);
    }

    private Pruned union(Union union, Set<Integer> wanted) {
        List<Plan> inputs = union.inputs().stream().map(i -> exactly(i, wanted)).toList();
        return new Pruned(new Union(inputs), positions(union.schema().size(), wanted));
    }
}
