package dev.tidemill.store;

import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.circuit.IndexRange.Edge;
import dev.tidemill.store.KeyPredicates.Comparison;
import dev.tidemill.store.KeyPredicates.Constant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a column's values can be for the rows that a query uses. It may let in more than the query
 * does, never less; the query's WHERE is applied to what it lets in. A comparison that DuckDB may
 * mean otherwise than we do says nothing.
 *
 * @param values the column is one of these; empty when that is not known
 * @param ranges otherwise it is in one of these; empty when that is not known either
 */
record ColumnCondition(Set<Object> values, List<Range> ranges) {
    /** An interval of values, open to a side without an edge. */
    record Range(@Nullable Edge from, @Nullable Edge to) {}

    ColumnCondition {
        values = Collections.unmodifiableSet(values);
        ranges = List.copyOf(ranges);
    }

    static ColumnCondition of(List<Comparison> comparisons, Type type) {
        Set<Object> values = Set.of();
        List<Range> spans = List.of();
        @Nullable Edge from = null;
        @Nullable Edge to = null;
        for (Comparison comparison : comparisons) {
            List<ConstantSpan> constants = spans(comparison, type);
            if (constants == null) {
                continue;
            }
            ConstantSpan first = constants.getFirst();
            switch (comparison.operator()) {
                case ONE_OF -> {
                    Set<Object> exact = exact(constants);
                    if (exact == null) {
                        spans = spans.isEmpty() ? ranges(constants) : spans;
                    } else if (values.isEmpty() || exact.size() < values.size()) {
                        values = exact;
                    }
                }
                case AT_LEAST -> from = higher(from, new Edge(first.low(), true));
                case ABOVE -> from = higher(from, new Edge(first.low(), !first.isExact()));
                case AT_MOST -> to = lower(to, new Edge(first.high(), true));
                case BELOW -> to = lower(to, new Edge(first.high(), !first.isExact()));
                case BETWEEN -> {
                    from = higher(from, new Edge(first.low(), true));
                    to = lower(to, new Edge(constants.get(1).high(), true));
                }
            }
        }
        boolean isBounded = from != null || to != null;
        return new ColumnCondition(
                values, isBounded && spans.isEmpty() ? List.of(new Range(from, to)) : spans);
    }

    /** All constants of a comparison in the column's type; null when one is not certain. */
    private static @Nullable List<ConstantSpan> spans(Comparison comparison, Type type) {
        List<ConstantSpan> spans = new ArrayList<>();
        for (Constant constant : comparison.constants()) {
            ConstantSpan span = ConstantSpan.of(constant, type);
            boolean isRange = comparison.operator() != KeyPredicates.Operator.ONE_OF;
            if (span == null || (isRange && type == Type.UUID)) {
                return null;
            }
            spans.add(span);
        }
        return spans.isEmpty() ? null : spans;
    }

    private static @Nullable Set<Object> exact(List<ConstantSpan> constants) {
        Set<Object> values = new LinkedHashSet<>();
        for (ConstantSpan constant : constants) {
            if (!constant.isExact()) {
                return null;
            }
            values.add(constant.low());
        }
        return values;
    }

    private static List<Range> ranges(List<ConstantSpan> constants) {
        return constants.stream()
                .map(span -> new Range(new Edge(span.low(), true), new Edge(span.high(), true)))
                .toList();
    }

    private static Edge higher(@Nullable Edge edge, Edge other) {
        return edge == null || compare(other, edge) > 0 ? other : edge;
    }

    private static Edge lower(@Nullable Edge edge, Edge other) {
        return edge == null || compare(other, edge) < 0 ? other : edge;
    }

    /**
     * The order of two values of one type. Of equal ones either edge will do. Texts are compared as
     * Java does, which is not by code point; then the edge is still one of the two.
     */
    @SuppressWarnings("unchecked")
    private static int compare(Edge a, Edge b) {
        return ((Comparable<Object>) a.value()).compareTo(b.value());
    }
}
