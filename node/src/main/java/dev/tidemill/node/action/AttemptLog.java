package dev.tidemill.node.action;

import dev.tidemill.actions.DeliveryAttempt;
import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.LongColumn;
import dev.tidemill.engine.circuit.InputChange;
import dev.tidemill.engine.circuit.TableSnapshot;
import dev.tidemill.node.ingest.SystemTables;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Numbers attempts and says what of them is kept: the newest, as many as the bound says. Safe for
 * all threads.
 */
final class AttemptLog {
    /** Old attempts that one new one lets go of, when the bound has become less. */
    private static final int DROPPED_MAX = 100;

    private final long keptMax;
    private long first = 1;
    private long last;

    /**
     * @param keptMax attempts that are kept
     */
    AttemptLog(long keptMax) {
        this.keptMax = keptMax;
    }

    /** Goes on behind what a table holds. */
    synchronized void read(TableSnapshot table) {
        long least = Long.MAX_VALUE;
        for (Supplier<@Nullable Batch> part : table.scan(0)) {
            Batch rows;
            while ((rows = part.get()) != null) {
                if (rows.column(0) instanceof LongColumn ids) {
                    for (int row = 0; row < ids.size(); row++) {
                        least = Math.min(least, ids.values()[row]);
                        last = Math.max(last, ids.values()[row]);
                    }
                }
            }
        }
        first = Math.min(least, last + 1);
    }

    /** The changes that keep an attempt, and let go of the oldest. */
    synchronized List<InputChange> changes(DeliveryAttempt attempt) {
        String table = SystemTables.ACTION_ATTEMPTS.name();
        last++;
        List<InputChange> changes = new ArrayList<>();
        changes.add(new InputChange(table, InputChange.Op.UPSERT, attempt.toRow(last)));
        for (int i = 0; i < DROPPED_MAX && last - first + 1 > keptMax; i++) {
            changes.add(
                    new InputChange(table, InputChange.Op.DELETE, DeliveryAttempt.keyRow(first++)));
        }
        return changes;
    }
}
