package dev.tidemill.node.action;

import dev.tidemill.actions.ActionControl;
import dev.tidemill.algebra.column.Batch;
import dev.tidemill.engine.circuit.TableSnapshot;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What people have said of actions, as of a tick: which are paused, and which rows are silenced.
 * Follows the table of controls. Not thread-safe.
 */
final class Controls {
    private final Map<String, ActionControl> byId = new HashMap<>();

    /** Takes all that a table holds. */
    void read(TableSnapshot table) {
        int[] columns = new int[ActionControl.SCHEMA.size()];
        java.util.Arrays.setAll(columns, i -> i);
        for (Supplier<@Nullable Batch> part : table.scan(columns)) {
            Batch rows;
            while ((rows = part.get()) != null) {
                for (int row = 0; row < rows.size(); row++) {
                    put(ActionControl.fromRow(rows, row));
                }
            }
        }
    }

    /** Takes a tick's changes of the table; whether there were any. */
    boolean follow(@Nullable Batch changes) {
        if (changes == null) {
            return false;
        }
        // What goes, goes first: a row that replaces another has the same id.
        for (int row = 0; row < changes.size(); row++) {
            if (changes.weight(row) < 0) {
                byId.remove(ActionControl.fromRow(changes, row).id());
            }
        }
        for (int row = 0; row < changes.size(); row++) {
            if (changes.weight(row) > 0) {
                put(ActionControl.fromRow(changes, row));
            }
        }
        return true;
    }

    private void put(ActionControl control) {
        byId.put(control.id(), control);
    }

    /** Whether what fires of a row is told to nobody. */
    boolean isSilenced(String action, String rowKey, long nowMicros) {
        return !byId.isEmpty()
                && (holds(silence(action, null), nowMicros)
                        || holds(silence(action, rowKey), nowMicros));
    }

    private static String silence(String action, @Nullable String rowKey) {
        return new ActionControl(action, ActionControl.Kind.SILENCE, rowKey, null, null, 0).id();
    }

    private boolean holds(String id, long nowMicros) {
        ActionControl control = byId.get(id);
        return control != null && control.holdsAt(nowMicros);
    }

    /** The actions of which nothing is sent. */
    Set<String> paused() {
        return byId.values().stream()
                .filter(control -> control.kind() == ActionControl.Kind.PAUSE)
                .map(ActionControl::action)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** All of them. */
    Collection<ActionControl> all() {
        return List.copyOf(byId.values());
    }
}
