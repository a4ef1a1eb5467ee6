package dev.tidemill.node.action;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.engine.circuit.InputChange;
import dev.tidemill.engine.circuit.TableSnapshot;
import dev.tidemill.engine.circuit.TickOutput;
import dev.tidemill.node.record.ActionRule;
import dev.tidemill.node.tick.PublishedTick;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a latch table equal to the keys that stand in a live table, so that the table's SQL can
 * remember that a row is in (hysteresis) without being anything but a query: the latch is an input,
 * journalled like any other.
 *
 * <p>It compares levels, not edges: a key that left again before its latch was written gets none. A
 * key whose write is under way is looked at again when that write's tick is published. Engine
 * thread only.
 */
final class LatchKeeper {
    private final ActionRule rule;
    private final ActionRule.Latch latch;
    private final Supplier<Map<String, Schema>> inputSchemas;
    private final Set<List<@Nullable Object>> underWay = new HashSet<>();
    private boolean begun;

    LatchKeeper(
            ActionRule rule, ActionRule.Latch latch, Supplier<Map<String, Schema>> inputSchemas) {
        this.rule = rule;
        this.latch = latch;
        this.inputSchemas = inputSchemas;
    }

    /**
     * What must be written to the latch after this tick: after the first one whatever stands
     * otherwise, and then of what changed.
     */
    List<InputChange> follow(TickOutput output, PublishedTick published) {
        if (!published.snapshot().tables().containsAll(Set.of(rule.table(), latch.table()))) {
            return List.of();
        }
        if (!begun) {
            begun = true;
            return reconcileAll(published);
        }
        return reconcile(output, published);
    }

    private List<InputChange> reconcile(TickOutput output, PublishedTick published) {
        Set<List<@Nullable Object>> touched = new LinkedHashSet<>();
        collect(output.changes().get(latch.table()), latch.key(), touched);
        underWay.removeAll(touched);
        collect(output.changes().get(rule.table()), rule.key(), touched);
        return touched.isEmpty() ? List.of() : changes(touched, published);
    }

    private List<InputChange> reconcileAll(PublishedTick published) {
        Set<List<@Nullable Object>> keys = new LinkedHashSet<>();
        collectAll(published.snapshot().table(rule.table()), rule.key(), keys);
        collectAll(published.snapshot().table(latch.table()), latch.key(), keys);
        return changes(keys, published);
    }

    private List<InputChange> changes(
            Collection<List<@Nullable Object>> keys, PublishedTick published) {
        TableSnapshot live = published.snapshot().table(rule.table());
        TableSnapshot latched = published.snapshot().table(latch.table());
        List<List<@Nullable Object>> set = new ArrayList<>();
        List<List<@Nullable Object>> cleared = new ArrayList<>();
        for (List<@Nullable Object> key : keys) {
            boolean isIn = !live.lookup(inOrder(live, rule.key(), key)).isEmpty();
            boolean isLatched = !latched.lookup(inOrder(latched, latch.key(), key)).isEmpty();
            if (isIn != isLatched && underWay.add(key)) {
                (isIn ? set : cleared).add(key);
            }
        }
        List<InputChange> changes = new ArrayList<>();
        if (!set.isEmpty()) {
            changes.add(change(InputChange.Op.UPSERT, set, published.nowMicros()));
        }
        if (!cleared.isEmpty()) {
            changes.add(change(InputChange.Op.DELETE, cleared, published.nowMicros()));
        }
        return changes;
    }

    /** Key values in the order of the table's own key columns. */
    private static List<@Nullable Object> inOrder(
            TableSnapshot table, List<String> names, List<@Nullable Object> key) {
        List<@Nullable Object> ordered = new ArrayList<>();
        for (int column : table.key()) {
            ordered.add(key.get(names.indexOf(table.schema().field(column).name())));
        }
        return ordered;
    }

    private InputChange change(
            InputChange.Op op, List<List<@Nullable Object>> keys, long nowMicros) {
        Schema schema = java.util.Objects.requireNonNull(inputSchemas.get().get(latch.table()));
        BatchBuilder rows = new BatchBuilder(schema, keys.size());
        for (List<@Nullable Object> key : keys) {
            List<@Nullable Object> row = new ArrayList<>();
            for (String name : schema.names()) {
                int part = latch.key().indexOf(name);
                row.add(
                        part >= 0
                                ? key.get(part)
                                : name.equals(latch.timeColumn()) ? nowMicros : null);
            }
            rows.addRow(1, row);
        }
        return new InputChange(latch.table(), op, rows.build());
    }

    private static void collect(
            @Nullable Batch changes, List<String> names, Set<List<@Nullable Object>> into) {
        if (changes == null) {
            return;
        }
        int[] columns = names.stream().mapToInt(changes.schema()::indexOf).toArray();
        addKeys(changes.select(columns), into);
    }

    private static void collectAll(
            TableSnapshot table, List<String> names, Set<List<@Nullable Object>> into) {
        int[] columns = names.stream().mapToInt(table.schema()::indexOf).toArray();
        for (var chunks : table.scan(columns)) {
            Batch rows;
            while ((rows = chunks.get()) != null) {
                addKeys(rows, into);
            }
        }
    }

    private static void addKeys(Batch keys, Set<List<@Nullable Object>> into) {
        for (int row = 0; row < keys.size(); row++) {
            into.add(keys.row(row));
        }
    }
}
