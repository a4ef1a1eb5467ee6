package dev.tidemill.node.ingest;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.connectors.format.ParsedRows;
import dev.tidemill.connectors.format.RefusedRow;
import dev.tidemill.engine.circuit.InputChange;
import dev.tidemill.engine.circuit.InputTable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Divides rows into those that keep their table's contract and those that go to the quarantine, of
 * which each gets the next number. Safe for all threads.
 */
public final class ContractSieve {
    private final AtomicLong quarantineSequence;
    private final LongSupplier micros;

    /**
     * @param micros the time at which rows are put aside, since 1970 UTC
     */
    public ContractSieve(AtomicLong quarantineSequence, LongSupplier micros) {
        this.quarantineSequence = requireNonNull(quarantineSequence, "quarantineSequence");
        this.micros = requireNonNull(micros, "micros");
    }

    /**
     * Rows of one table that were looked at.
     *
     * @param good those that keep their contract
     * @param changes what enters the table, then what enters the quarantine; none when nothing does
     * @param quarantined how many rows are put aside
     * @param problems the first few of those
     */
    public record Sieved(
            InputTable target,
            Batch good,
            List<InputChange> changes,
            int quarantined,
            List<IngestResult.Problem> problems) {
        public Sieved {
            requireNonNull(target, "target");
            requireNonNull(good, "good");
            changes = List.copyOf(changes);
            problems = List.copyOf(problems);
        }
    }

    /**
     * Looks at rows.
     *
     * @param check the table's contract; null when it has none
     * @param source who brings the rows, as the quarantine names it
     */
    public Sieved sieve(
            InputTable target,
            InputChange.Op op,
            ParsedRows parsed,
            @Nullable RowCheck check,
            String source) {
        Quarantine aside =
                new Quarantine(quarantineSequence, target.name(), source, micros.getAsLong());
        for (RefusedRow refused : parsed.refused()) {
            aside.add(
                    refused.row(),
                    refused.column(),
                    refused.rule().id(),
                    refused.reason(),
                    refused.raw());
        }
        // A deletion names a key; the contract speaks of whole rows.
        boolean checked = check != null && op != InputChange.Op.DELETE;
        Batch good = checked ? kept(parsed, requireNonNull(check), aside) : parsed.rows();
        int quarantined = aside.size();
        return new Sieved(
                target, good, changes(target, op, good, aside), quarantined, aside.problems());
    }

    private static List<InputChange> changes(
            InputTable target, InputChange.Op op, Batch good, Quarantine aside) {
        List<InputChange> changes = new ArrayList<>();
        if (!good.isEmpty()) {
            changes.add(new InputChange(target.name(), op, good));
        }
        if (aside.size() > 0) {
            changes.add(
                    new InputChange(
                            SystemTables.QUARANTINE.name(), InputChange.Op.UPSERT, aside.build()));
        }
        return changes;
    }

    private static Batch kept(ParsedRows parsed, RowCheck check, Quarantine aside) {
        Batch rows = parsed.rows();
        List<RowCheck.Violation> violations = check.check(rows);
        if (violations.isEmpty()) {
            return rows;
        }
        boolean[] bad = new boolean[rows.size()];
        for (RowCheck.Violation violation : violations) {
            if (!bad[violation.row()]) {
                bad[violation.row()] = true;
                aside.add(
                        parsed.number(violation.row()),
                        violation.column(),
                        violation.rule(),
                        violation.reason(),
                        parsed.rawRow(violation.row()));
            }
        }
        int[] kept = new int[rows.size()];
        int count = 0;
        for (int row = 0; row < bad.length; row++) {
            if (!bad[row]) {
                kept[count++] = row;
            }
        }
        return rows.gather(kept, count);
    }
}
