package dev.tidemill.algebra.plan;

import dev.tidemill.algebra.expr.ColumnRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is known of a plan's output without running it.
 *
 * @param keys sets of columns that identify a row; an empty set means at most one row
 * @param appendOnly rows are only ever inserted, with weight +1
 * @param monotone columns that carry a source's event time, so that a watermark bounds them below;
 *     the start and the end of time windows too, of which those of the watermark's own windows are
 *     the bounds
 * @param expiring rows leave by themselves as time goes on
 */
public record Traits(
        List<Set<Integer>> keys, boolean appendOnly, Set<Integer> monotone, boolean expiring) {
    public Traits {
        keys = keys.stream().map(Set::copyOf).toList();
        monotone = Set.copyOf(monotone);
    }

    public static Traits of(Plan plan) {
        return switch (plan) {
            case Scan scan -> scan(scan);
            case Filter filter -> of(filter.input());
            case TemporalFilter filter -> temporal(filter, of(filter.input()));
            case Project project -> project(project, of(project.input()));
            case Aggregate aggregate -> aggregate(aggregate, of(aggregate.input()));
            case AsofJoin join -> asof(of(join.left()), of(join.right()));
            case Join join -> join(join, of(join.left()), of(join.right()));
            case TopN top -> top(top, of(top.input()));
            case Over over -> over(over, of(over.input()));
            case TimeWindows windows -> windows(windows, of(windows.input()));
            case Unnest unnest -> unnest(unnest, of(unnest.input()));
            case SetOperation set -> set(set, of(set.left()), of(set.right()));
            case Union union -> union(union);
            case FinalRows rows -> finalRows(of(rows.input()));
            case Values values ->
                    new Traits(
                            values.rows().size() <= 1 ? List.of(Set.of()) : List.of(),
                            true,
                            Set.of(),
                            false);
        };
    }

    private static Traits scan(Scan scan) {
        return new Traits(
                scan.key().isEmpty() ? List.of() : List.of(new HashSet<>(scan.key())),
                scan.appendOnly(),
                scan.eventTime() < 0 ? Set.of() : Set.of(scan.eventTime()),
                false);
    }

    private static Traits temporal(TemporalFilter filter, Traits input) {
        boolean expires = filter.to() != null;
        return new Traits(
                input.keys,
                input.appendOnly && !expires,
                input.monotone,
                input.expiring || expires);
    }

    /** A row that is final stays. */
    private static Traits finalRows(Traits input) {
        return new Traits(input.keys, true, input.monotone, false);
    }

    /** Keeps a key when each of its columns is passed on unchanged. */
    private static Traits project(Project project, Traits input) {
        Map<Integer, Integer> passed = new HashMap<>();
        for (int i = 0; i < project.columns().size(); i++) {
            if (project.columns().get(i).expression() instanceof ColumnRef ref) {
                passed.putIfAbsent(ref.index(), i);
            }
        }
        List<Set<Integer>> keys = new ArrayList<>();
        for (Set<Integer> key : input.keys) {
            if (passed.keySet().containsAll(key)) {
                keys.add(mapped(key, passed));
            }
        }
        Set<Integer> monotone = new HashSet<>(input.monotone);
        monotone.retainAll(passed.keySet());
        return new Traits(keys, input.appendOnly, mapped(monotone, passed), input.expiring);
    }

    private static Set<Integer> mapped(Set<Integer> columns, Map<Integer, Integer> to) {
        Set<Integer> result = new TreeSet<>();
        for (int column : columns) {
            Integer target = to.get(column);
            if (target != null) {
                result.add(target);
            }
        }
        return result;
    }

    private static Traits aggregate(Aggregate aggregate, Traits input) {
        Set<Integer> key = new TreeSet<>();
        Set<Integer> monotone = new TreeSet<>();
        for (int i = 0; i < aggregate.keys().size(); i++) {
            key.add(i);
            if (input.monotone.contains(aggregate.keys().get(i))) {
                monotone.add(i);
            }
        }
        boolean distinct = aggregate.calls().isEmpty();
        return new Traits(List.of(key), distinct && input.appendOnly, monotone, input.expiring);
    }

    /** A left row has one partner at most; a late right row takes its place. */
    private static Traits asof(Traits left, Traits right) {
        return new Traits(left.keys, false, left.monotone, left.expiring || right.expiring);
    }

    private static Traits join(Join join, Traits left, Traits right) {
        return JoinTraits.of(join, left, right);
    }

    static Set<Integer> shifted(Set<Integer> columns, int by) {
        Set<Integer> result = new TreeSet<>();
        columns.forEach(column -> result.add(column + by));
        return result;
    }

    private static Traits top(TopN top, Traits input) {
        List<Set<Integer>> keys = new ArrayList<>(input.keys);
        if (top.limit() == 1 && !top.ties()) {
            keys.add(new TreeSet<>(top.partition()));
        }
        if (top.isNumbered()) {
            Set<Integer> key = new TreeSet<>(top.partition());
            key.add(top.input().schema().size());
            keys.add(key);
        }
        return new Traits(keys, false, input.monotone, input.expiring);
    }

    /** A row number and its partition identify a row. */
    private static Traits over(Over over, Traits input) {
        List<Set<Integer>> keys = new ArrayList<>(input.keys);
        for (int i = 0; i < over.calls().size(); i++) {
            if (over.calls().get(i) instanceof OverCall.Ranking ranking
                    && ranking.kind() == OverCall.Ranking.Kind.ROW_NUMBER) {
                Set<Integer> key = new TreeSet<>(over.partition());
                key.add(over.input().schema().size() + i);
                keys.add(key);
            }
        }
        return new Traits(keys, false, input.monotone, input.expiring);
    }

    /** A key identifies a row together with the window, of which there may be one a row. */
    private static Traits windows(TimeWindows windows, Traits input) {
        int start = windows.input().schema().size();
        List<Set<Integer>> keys = new ArrayList<>();
        for (Set<Integer> key : input.keys) {
            Set<Integer> inWindow = new TreeSet<>(key);
            if (windows.windowsPerRow() > 1) {
                inWindow.add(windows.kind() == TimeWindows.Kind.HOP ? start : start + 1);
            }
            keys.add(inWindow);
        }
        Set<Integer> monotone = new TreeSet<>(input.monotone);
        if (input.monotone.contains(windows.time())) {
            monotone.add(start);
            monotone.add(start + 1);
        }
        return new Traits(keys, input.appendOnly, monotone, input.expiring);
    }

    /** A key identifies a row's element together with its position; elements may repeat. */
    private static Traits unnest(Unnest unnest, Traits input) {
        List<Integer> kept = unnest.kept();
        List<Set<Integer>> keys = new ArrayList<>();
        for (Set<Integer> key : input.keys) {
            if (unnest.ordinality() && kept.containsAll(key)) {
                Set<Integer> positioned = new TreeSet<>();
                key.forEach(column -> positioned.add(kept.indexOf(column)));
                positioned.add(kept.size() + 1);
                keys.add(positioned);
            }
        }
        Set<Integer> monotone = new TreeSet<>();
        for (int i = 0; i < kept.size(); i++) {
            if (input.monotone.contains(kept.get(i))) {
                monotone.add(i);
            }
        }
        return new Traits(keys, input.appendOnly, monotone, input.expiring);
    }

    private static Traits set(SetOperation set, Traits left, Traits right) {
        boolean intersect = set.kind() == SetOperation.Kind.INTERSECT;
        List<Set<Integer>> keys = new ArrayList<>(left.keys);
        Set<Integer> monotone = new TreeSet<>(left.monotone);
        if (intersect) {
            keys.addAll(right.keys);
            monotone.addAll(right.monotone);
        }
        if (!set.all() && keys.isEmpty()) {
            Set<Integer> whole = new TreeSet<>();
            for (int i = 0; i < set.schema().size(); i++) {
                whole.add(i);
            }
            keys.add(whole);
        }
        return new Traits(
                keys,
                intersect && left.appendOnly && right.appendOnly,
                monotone,
                left.expiring || right.expiring);
    }

    private static Traits union(Union union) {
        boolean appendOnly = true;
        boolean expiring = false;
        Set<Integer> monotone = null;
        for (Plan input : union.inputs()) {
            Traits traits = of(input);
            appendOnly &= traits.appendOnly;
            expiring |= traits.expiring;
            if (monotone == null) {
                monotone = new HashSet<>(traits.monotone);
            } else {
                monotone.retainAll(traits.monotone);
            }
        }
        return new Traits(
                union.inputs().size() == 1 ? of(union.inputs().getFirst()).keys : List.of(),
                appendOnly,
                monotone == null ? Set.of() : monotone,
                expiring);
    }
}
