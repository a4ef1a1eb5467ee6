package dev.tidemill.testkit.oracle;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.json.Json;
import dev.tidemill.algebra.plan.AggregateCall;
import dev.tidemill.algebra.plan.AggregateFunction;
import dev.tidemill.algebra.plan.SortKey;
import dev.tidemill.algebra.type.Schema;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An aggregate over a group whose rows are in an order, from all rows of it, written out. */
final class OrderedAggregate {
    private final AggregateCall call;
    private final List<List<@Nullable Object>> rows = new ArrayList<>();

    OrderedAggregate(AggregateCall call, ZSet group, Schema schema) {
        this.call = call;
        requireNonNull(schema, "schema");
        group.weights()
                .forEach(
                        (row, weight) -> {
                            for (long i = 0; i < weight && counts(row); i++) {
                                rows.add(row);
                            }
                        });
        rows.sort(order());
    }

    private boolean counts(List<@Nullable Object> row) {
        boolean wanted = call.filter() < 0 || Boolean.TRUE.equals(row.get(call.filter()));
        boolean there = call.function().takesNulls() || row.get(call.argument()) != null;
        boolean ordered =
                call.function() != AggregateFunction.FIRST
                        || call.order().stream().allMatch(key -> row.get(key.column()) != null);
        return wanted && there && ordered;
    }

    private Comparator<List<@Nullable Object>> order() {
        Comparator<List<@Nullable Object>> order = (_, _) -> 0;
        for (SortKey key : call.order()) {
            order = order.thenComparing(by(key));
        }
        return order.thenComparing(by(new SortKey(call.argument(), false, false)));
    }

    private static Comparator<List<@Nullable Object>> by(SortKey key) {
        return (a, b) -> {
            Object left = a.get(key.column());
            Object right = b.get(key.column());
            if (left == null || right == null) {
                int nulls = left == right ? 0 : left == null ? -1 : 1;
                return key.nullsFirst() ? nulls : -nulls;
            }
            int compared = SqlOrder.compare(left, right);
            return key.descending() ? -compared : compared;
        };
    }

    @Nullable Object value() {
        List<@Nullable Object> values = new ArrayList<>();
        for (List<@Nullable Object> row : rows) {
            Object value = row.get(call.argument());
            boolean again =
                    call.distinct()
                            && !values.isEmpty()
                            && java.util.Objects.equals(key(values.getLast()), key(value));
            if (!again) {
                values.add(value);
            }
        }
        if (values.isEmpty()) {
            return null;
        }
        return switch (call.function()) {
            case JSON_AGG ->
                    values.stream()
                            .map(value -> value == null ? "null" : value.toString())
                            .collect(Collectors.joining(", ", "[", "]"));
            case JSON_OBJECT_AGG -> object();
            case FIRST -> values.getFirst();
            case ARRAY_AGG -> values;
            case STRING_AGG ->
                    values.stream()
                            .map(String::valueOf)
                            .collect(
                                    Collectors.joining(
                                            String.valueOf(
                                                    requireNonNull(call.parameter()).value())));
            case PERCENTILE_DISC ->
                    values.get(Math.max(0, (int) Math.ceil(share() * values.size()) - 1));
            case PERCENTILE_CONT -> between(values);
            default -> throw new IllegalStateException(call.function() + " has no order");
        };
    }

    /** The rows come by key; the last of each counts. */
    private String object() {
        SortedMap<String, Json> members = new TreeMap<>(Json.KEY_ORDER);
        for (List<@Nullable Object> row : rows) {
            Object name = row.get(call.order().getFirst().column());
            if (name == null) {
                throw RowError.argument("key must not be null");
            }
            Object value = row.get(call.argument());
            members.put(
                    (String) name,
                    value == null ? new Json.Null() : JsonFunctions.parse((String) value));
        }
        return new Json.Obj(members).text();
    }

    private static @Nullable Object key(@Nullable Object value) {
        return value == null ? null : SqlOrder.groupingKey(value);
    }

    private double share() {
        return ((Number) requireNonNull(requireNonNull(call.parameter()).value())).doubleValue();
    }

    private Object between(List<@Nullable Object> values) {
        double place = share() * (values.size() - 1);
        int low = (int) Math.floor(place);
        double below = (Double) requireNonNull(values.get(low));
        double part = place - low;
        if (part == 0) {
            return below;
        }
        double above = (Double) requireNonNull(values.get(low + 1));
        return below == above ? below : below + part * (above - below);
    }
}
