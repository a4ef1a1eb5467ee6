package dev.tidemill.node.statement;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.plan.Join;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.plan.PlanHash;
import dev.tidemill.algebra.plan.Traits;
import dev.tidemill.algebra.retention.Retention;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.circuit.NodeReport;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A plan as the rows of EXPLAIN: one a node, the root first, inputs below it and further in. What
 * only a running node has (bytes of state, changes, milliseconds) is NULL of a plan that does not
 * run. The last column says which of the node's state goes when, and which stays and why.
 */
final class Explanation {
    private static final Schema SCHEMA =
            Schema.of(
                    new Field("node", Type.TEXT, false),
                    new Field("columns", Type.TEXT, false),
                    new Field("traits", Type.TEXT, false),
                    new Field("state_bytes", Type.BIGINT, true),
                    new Field("changes", Type.BIGINT, true),
                    new Field("changes_per_second", Type.DOUBLE, true),
                    new Field("milliseconds", Type.DOUBLE, true),
                    new Field("live_tables", Type.INTEGER, true),
                    new Field("retention", Type.TEXT, true));
    private static final double NANOS_PER_MILLI = 1e6;

    private final Map<PlanHash, NodeReport> running = new HashMap<>();
    private final long nowNanos = System.nanoTime();
    private final List<@Nullable Object[]> rows = new ArrayList<>();

    private Explanation(List<NodeReport> nodes) {
        nodes.forEach(node -> running.put(node.hash(), node));
    }

    /**
     * @param nodes what runs of it
     */
    static Batch of(Plan plan, List<NodeReport> nodes) {
        Explanation explanation = new Explanation(nodes);
        explanation.add(plan, 0);
        BatchBuilder builder = new BatchBuilder(SCHEMA, explanation.rows.size());
        explanation.rows.forEach(row -> builder.add(1, row));
        return builder.build();
    }

    private void add(Plan plan, int depth) {
        NodeReport node = running.get(PlanHash.of(plan));
        rows.add(
                new @Nullable Object[] {
                    "  ".repeat(depth) + plan.describe(),
                    String.join(", ", plan.schema().names()),
                    traits(plan),
                    node == null ? null : node.stateBytes(),
                    node == null ? null : node.counters().changesOut(),
                    node == null ? null : node.counters().changesPerSecond(nowNanos),
                    node == null ? null : node.counters().nanos() / NANOS_PER_MILLI,
                    node == null ? null : node.liveTables(),
                    retention(plan)
                });
        plan.inputs().forEach(input -> add(input, depth + 1));
    }

    /** What becomes of the node's state; NULL when it has none. */
    private static @Nullable String retention(Plan plan) {
        List<Retention.Part> parts = Retention.of(plan).parts();
        return parts.isEmpty()
                ? null
                : parts.stream().map(Retention.Part::toString).collect(Collectors.joining("; "));
    }

    private static String traits(Plan plan) {
        Traits traits = Traits.of(plan);
        List<String> words = new ArrayList<>();
        traits.keys().stream().findFirst().ifPresent(key -> words.add(key(plan, key)));
        if (traits.appendOnly()) {
            words.add("append-only");
        }
        if (!traits.monotone().isEmpty()) {
            words.add("event time " + names(plan, traits.monotone()));
        }
        if (traits.expiring()) {
            words.add("expiring");
        }
        if (plan instanceof Join join && meetsAll(join)) {
            words.add("each change meets all rows of the other side");
        }
        return String.join("; ", words);
    }

    /** Whether nothing narrows a change's partners, and there may be more than one. */
    private static boolean meetsAll(Join join) {
        return join.keys().isEmpty()
                && join.band() == null
                && join.inputs().stream()
                        .noneMatch(side -> Traits.of(side).keys().contains(Set.<Integer>of()));
    }

    private static String key(Plan plan, Set<Integer> key) {
        return key.isEmpty() ? "one row" : "key " + names(plan, key);
    }

    private static String names(Plan plan, Set<Integer> columns) {
        return new TreeSet<>(columns)
                .stream()
                        .map(column -> plan.schema().field(column).name())
                        .collect(Collectors.joining(", "));
    }
}
