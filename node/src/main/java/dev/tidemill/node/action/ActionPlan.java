package dev.tidemill.node.action;

import dev.tidemill.actions.Deliverer;
import dev.tidemill.actions.Transition;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An action, ready to run.
 *
 * @param version a hash of its definition; part of its idempotency keys
 * @param table the live table it watches
 * @param key names of the table's columns that identify a row
 * @param when the transitions that are delivered
 */
public record ActionPlan(
        String name,
        String version,
        String table,
        List<String> key,
        Set<Transition.Kind> when,
        Deliverer.Route route,
        @Nullable Latch latch) {

    /**
     * A keyed table that holds the key of each row that is in.
     *
     * @param timeColumn its column that tells since when; null for none
     */
    public record Latch(String table, List<String> key, @Nullable String timeColumn) {}

    public ActionPlan {
        key = List.copyOf(key);
        when = Set.copyOf(when);
    }
}
