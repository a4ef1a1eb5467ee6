package dev.tidemill.node.action;

import dev.tidemill.actions.OutboxEntry;
import dev.tidemill.engine.circuit.InputChange;
import dev.tidemill.node.ingest.SystemTables;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The deliveries of the outbox that have an outcome, oldest first: of more than the bound, the
 * oldest leave it. Safe for all threads.
 */
final class SettledNotices {
    /** Old deliveries that one new one lets go of, when the bound has become less. */
    private static final int DROPPED_MAX = 100;

    private final int keptMax;
    private final Set<String> keys = new LinkedHashSet<>();

    /**
     * @param keptMax deliveries with an outcome that the outbox keeps
     */
    SettledNotices(int keptMax) {
        this.keptMax = keptMax;
    }

    /** Takes those that an outbox holds. */
    synchronized void read(Collection<OutboxEntry> entries) {
        entries.stream()
                .filter(OutboxEntry::isSettled)
                .sorted(Comparator.comparingLong(OutboxEntry::updatedMicros))
                .forEach(entry -> keys.add(entry.key()));
    }

    /** An entry is pending again. */
    synchronized void reopened(String key) {
        keys.remove(key);
    }

    /** Entries are not in the outbox any more. */
    synchronized void gone(Collection<String> left) {
        keys.removeAll(left);
    }

    /** What leaves the outbox as an entry has an outcome now. */
    synchronized List<InputChange> settled(OutboxEntry entry) {
        keys.remove(entry.key());
        keys.add(entry.key());
        List<OutboxEntry> dropped = new ArrayList<>();
        while (keys.size() > keptMax && dropped.size() < DROPPED_MAX) {
            String oldest = keys.iterator().next();
            keys.remove(oldest);
            dropped.add(named(oldest));
        }
        return dropped.isEmpty()
                ? List.of()
                : List.of(
                        new InputChange(
                                SystemTables.OUTBOX.name(),
                                InputChange.Op.DELETE,
                                OutboxEntry.toRows(dropped)));
    }

    /** Only the key of it counts. */
    private static OutboxEntry named(String key) {
        return new OutboxEntry(key, "", "", "", "", OutboxEntry.Status.DELIVERED, 0, null, 0, 0);
    }
}
