package dev.tidemill.node.action;

import dev.tidemill.actions.DeliveryAttempt;
import dev.tidemill.actions.OutboxEntry;
import dev.tidemill.algebra.column.Batch;
import dev.tidemill.engine.circuit.Circuit;
import dev.tidemill.engine.circuit.CircuitSnapshot;
import dev.tidemill.engine.circuit.InputChange;
import dev.tidemill.engine.circuit.RowTest;
import dev.tidemill.engine.circuit.TableSnapshot;
import dev.tidemill.node.ingest.SystemTables;
import java.util.ArrayList;
import java.util.List;

/**
 * Of what came of deliveries, what still holds. An outcome is a whole row of the outbox; one that
 * is journalled while its row is deleted, as of a person who is erased, would bring the row back.
 * So it is written only while a row of its key is there; and so is the attempt that it came of.
 *
 * <p>A function of the ticks alone, so replay does the same. Engine thread only.
 */
final class OutboxOutcomes {
    private static final int KEY = OutboxEntry.SCHEMA.indexOf("key");
    private static final int ATTEMPTS = OutboxEntry.SCHEMA.indexOf("attempts");
    private static final int ATTEMPT_KEY = DeliveryAttempt.SCHEMA.indexOf("key");

    private OutboxOutcomes() {}

    /** A tick's changes without outcomes of entries that are not there before the tick. */
    static List<InputChange> standing(List<InputChange> changes, Circuit circuit) {
        if (changes.stream().noneMatch(OutboxOutcomes::hasOutcomes)) {
            return changes;
        }
        List<InputChange> standing = new ArrayList<>();
        try (CircuitSnapshot snapshot = circuit.snapshot()) {
            TableSnapshot outbox = snapshot.table(SystemTables.OUTBOX.name());
            RowTest stands =
                    (rows, row) -> !isOutcome(rows, row) || isThere(outbox, rows, row, KEY);
            RowTest attempted = (rows, row) -> isThere(outbox, rows, row, ATTEMPT_KEY);
            for (InputChange change : changes) {
                standing.add(
                        hasOutcomes(change)
                                ? new InputChange(
                                        change.table(),
                                        change.op(),
                                        (isAttempt(change) ? attempted : stands)
                                                .found(change.rows()))
                                : change);
            }
        }
        return standing;
    }

    private static boolean hasOutcomes(InputChange change) {
        if (isAttempt(change)) {
            return true;
        }
        if (change.op() != InputChange.Op.UPSERT
                || !change.table().equals(SystemTables.OUTBOX.name())) {
            return false;
        }
        for (int row = 0; row < change.rows().size(); row++) {
            if (isOutcome(change.rows(), row)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isAttempt(InputChange change) {
        return change.op() == InputChange.Op.UPSERT
                && change.table().equals(SystemTables.ACTION_ATTEMPTS.name());
    }

    /** Whoever writes a notice for the first time has not tried to send it. */
    private static boolean isOutcome(Batch rows, int row) {
        return rows.column(ATTEMPTS).value(row) instanceof Integer attempts && attempts > 0;
    }

    private static boolean isThere(TableSnapshot outbox, Batch rows, int row, int column) {
        return rows.column(column).value(row) instanceof String key
                && !outbox.lookup(List.of(key)).isEmpty();
    }
}
