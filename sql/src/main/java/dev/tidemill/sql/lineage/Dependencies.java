package dev.tidemill.sql.lineage;

import static java.util.Objects.requireNonNull;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What something depends on, each origin with the ways in which it does. A way that masks is not in
 * it beside the same way that does not. Immutable.
 */
public final class Dependencies {
    public static final Dependencies NONE = new Dependencies(new TreeMap<>());

    private final SortedMap<Origin, SortedSet<Transformation>> byOrigin;

    private Dependencies(SortedMap<Origin, SortedSet<Transformation>> byOrigin) {
        this.byOrigin = byOrigin;
    }

    public static Dependencies of(Origin origin, Influence influence) {
        SortedMap<Origin, SortedSet<Transformation>> one = new TreeMap<>();
        add(one, origin, Transformation.of(influence));
        return new Dependencies(one);
    }

    /** All of several. */
    public static Dependencies all(Collection<Dependencies> several) {
        SortedMap<Origin, SortedSet<Transformation>> all = new TreeMap<>();
        several.forEach(each -> each.addTo(all));
        return all.isEmpty() ? NONE : new Dependencies(all);
    }

    public Dependencies and(Dependencies other) {
        return isEmpty() ? other : other.isEmpty() ? this : all(List.of(this, other));
    }

    /** What depends on this by a step, depends on its origins so. */
    public Dependencies by(Influence step) {
        return by(Transformation.of(step));
    }

    /** What depends on this by a step, depends on its origins so. */
    public Dependencies by(Transformation step) {
        SortedMap<Origin, SortedSet<Transformation>> after = new TreeMap<>();
        byOrigin.forEach(
                (origin, ways) -> ways.forEach(way -> add(after, origin, step.after(way))));
        return new Dependencies(after);
    }

    private void addTo(SortedMap<Origin, SortedSet<Transformation>> all) {
        byOrigin.forEach((origin, ways) -> ways.forEach(way -> add(all, origin, way)));
    }

    private static void add(
            SortedMap<Origin, SortedSet<Transformation>> to, Origin origin, Transformation way) {
        SortedSet<Transformation> ways = to.computeIfAbsent(origin, _ -> new TreeSet<>());
        Transformation open = Transformation.of(way.influence());
        if (!way.masking()) {
            ways.remove(Transformation.masking(way.influence()));
            ways.add(way);
        } else if (!ways.contains(open)) {
            ways.add(way);
        }
    }

    /** Those of some origins. */
    public Dependencies only(Predicate<Origin> which) {
        SortedMap<Origin, SortedSet<Transformation>> some = new TreeMap<>();
        byOrigin.forEach(
                (origin, ways) -> {
                    if (which.test(origin)) {
                        some.put(origin, ways);
                    }
                });
        return some.isEmpty() ? NONE : new Dependencies(some);
    }

    public boolean isEmpty() {
        return byOrigin.isEmpty();
    }

    /** In the order of their names, a table's rows before its columns. */
    public SortedSet<Origin> origins() {
        return Collections.unmodifiableSortedSet(new TreeSet<>(byOrigin.keySet()));
    }

    /** The ways in which an origin counts; empty when it does not. */
    public SortedSet<Transformation> ways(Origin origin) {
        SortedSet<Transformation> ways = byOrigin.get(requireNonNull(origin, "origin"));
        return ways == null
                ? Collections.emptySortedSet()
                : Collections.unmodifiableSortedSet(ways);
    }

    /** Whether values are made of the origin's. */
    public boolean isDirect(Origin origin) {
        return ways(origin).stream().anyMatch(way -> way.influence().isDirect());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Dependencies that && byOrigin.equals(that.byOrigin);
    }

    @Override
    public int hashCode() {
        return byOrigin.hashCode();
    }

    /** For example {@code arrivals.delay AGGREGATION FILTER, arrivals.* ROWS}. */
    @Override
    public String toString() {
        return byOrigin.entrySet().stream()
                .map(Dependencies::text)
                .collect(Collectors.joining(", "));
    }

    private static String text(Map.Entry<Origin, SortedSet<Transformation>> entry) {
        return entry.getValue().stream()
                .map(Transformation::toString)
                .collect(Collectors.joining(" ", entry.getKey() + " ", ""));
    }
}
