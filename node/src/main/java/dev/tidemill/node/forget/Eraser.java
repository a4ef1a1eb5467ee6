package dev.tidemill.node.forget;

import static java.util.Objects.requireNonNull;

import dev.tidemill.actions.ActionControl;
import dev.tidemill.actions.DeliveryAttempt;
import dev.tidemill.actions.OutboxEntry;
import dev.tidemill.algebra.column.Batch;
import dev.tidemill.engine.circuit.Circuit;
import dev.tidemill.engine.circuit.CircuitSnapshot;
import dev.tidemill.engine.circuit.Erasure;
import dev.tidemill.engine.circuit.InputChange;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.engine.circuit.RowTest;
import dev.tidemill.engine.history.HistoryCopier;
import dev.tidemill.node.definition.DefinitionsInForce;
import dev.tidemill.node.ingest.SystemTables;
import dev.tidemill.node.record.ActionRule;
import dev.tidemill.node.record.ErasureEntry;
import dev.tidemill.node.record.PredictorRule;
import dev.tidemill.node.tick.Mill;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a tick does of an erasure. Rows of keyed tables, the quarantine and what is kept of actions
 * are deleted as a change of the tick; event tables are written anew without the rows, and what
 * reads them is built again. What comes of it depends on the tick and those before it alone, so a
 * replay does the same.
 *
 * <p>Rows that stood before the tick are deleted ahead of its changes, and a row that the tick
 * itself brings is deleted at its place among them: whoever comes to have a key behind that keeps
 * it.
 *
 * <p>The receipt is on disk before the tick is over, so no checkpoint has the tick without it.
 *
 * <p>Engine thread only.
 */
public final class Eraser implements Mill.Eraser {
    private static final int RAW_TABLE = 1;
    private static final int RAW_TEXT = 5;

    private final DefinitionsInForce definitions;
    private final HistoryCopier copier;
    private final ReceiptStore receipts;
    private final LongConsumer afterwards;

    /**
     * @param afterwards called with each tick that erases, run again or not: the next checkpoint
     *     must leave nothing of those before it
     */
    public Eraser(
            DefinitionsInForce definitions,
            HistoryCopier copier,
            ReceiptStore receipts,
            LongConsumer afterwards) {
        this.definitions = requireNonNull(definitions, "definitions");
        this.copier = requireNonNull(copier, "copier");
        this.receipts = requireNonNull(receipts, "receipts");
        this.afterwards = requireNonNull(afterwards, "afterwards");
    }

    @Override
    public Mill.Erasing erase(
            List<ErasureEntry> erasures,
            List<InputChange> changes,
            Circuit circuit,
            DefinitionsInForce.SealedAt at) {
        Map<String, InputTable> inputs = definitions.view().inputs();
        Map<String, List<Erasure>> byTable = ErasedRows.byTable(erasures, inputs);
        Map<String, RowTest> tests = new LinkedHashMap<>();
        byTable.forEach((table, each) -> tests.put(table, Erasure.any(each)));
        tests.put(SystemTables.QUARANTINE.name(), (rows, row) -> isRaw(erasures, rows, row));
        if (inputs.containsKey(SystemTables.OUTBOX.name())) {
            tests.putAll(actionTests(erasures, circuit));
        }
        // What was served is shown for a while only, so all of it goes, whomever it is about.
        tests.put(SystemTables.FEATURE_SAMPLES.name(), (_, _) -> true);
        Map<String, Long> counts = new LinkedHashMap<>();
        List<InputChange> deletes = new ArrayList<>();
        List<InputChange> rest = new ArrayList<>();
        for (InputChange change : changes) {
            without(change, tests.get(change.table()), counts, rest);
        }
        Circuit.Erased erased =
                circuit.erase(
                        byTable.values().stream().flatMap(List::stream).toList(),
                        followed(),
                        copier);
        erased.rows().forEach((table, rows) -> counts.merge(table, rows, Long::sum));
        for (Map.Entry<String, RowTest> each : tests.entrySet()) {
            InputTable table = inputs.get(each.getKey());
            if (table != null && table.isKeyed()) {
                Batch found = circuit.find(table.name(), each.getValue());
                counts.merge(table.name(), (long) found.size(), Long::sum);
                if (!found.isEmpty()) {
                    deletes.add(
                            new InputChange(
                                    table.name(), InputChange.Op.DELETE, found.withWeights(null)));
                }
            }
        }
        counts.remove(SystemTables.FEATURE_SAMPLES.name());
        List<ErasureReceipt.TableRows> tables =
                counts.entrySet().stream()
                        .map(each -> new ErasureReceipt.TableRows(each.getKey(), each.getValue()))
                        .toList();
        erasures.forEach(erasure -> write(erasure, tables, erased.rebuilt(), at));
        afterwards.accept(at.tick());
        Set<String> otherwise = new TreeSet<>(erased.rows().keySet());
        otherwise.addAll(erased.rebuilt());
        deletes.addAll(rest);
        return new Mill.Erasing(deletes, otherwise);
    }

    /**
     * Actions and predictors know the rows of their tables; whoever else follows a table begins
     * anew.
     */
    private Set<String> followed() {
        Set<String> followed = new TreeSet<>();
        definitions.view().definitions().actions().forEach(action -> followed.add(action.table()));
        for (PredictorRule predictor : definitions.view().definitions().predictors()) {
            followed.add(predictor.on());
            followed.add(predictor.label().table());
        }
        return followed;
    }

    /**
     * Adds what stays of a change. Of an event table the rows found are left out; a row found that
     * takes a key's place leaves no row there.
     */
    private static void without(
            InputChange change,
            @Nullable RowTest test,
            Map<String, Long> counts,
            List<InputChange> rest) {
        if (test == null || change.op() == InputChange.Op.DELETE) {
            rest.add(change);
            return;
        }
        Batch kept = test.others(change.rows());
        long found = (long) change.rows().size() - kept.size();
        counts.merge(change.table(), found, Long::sum);
        if (found == 0 || change.op() == InputChange.Op.INSERT) {
            rest.add(new InputChange(change.table(), change.op(), kept));
            return;
        }
        Batch rows = change.rows();
        for (int from = 0, to; from < rows.size(); from = to) {
            boolean finds = test.finds(rows, from);
            to = from + 1;
            while (to < rows.size() && test.finds(rows, to) == finds) {
                to++;
            }
            InputChange.Op op = finds ? InputChange.Op.DELETE : InputChange.Op.UPSERT;
            rest.add(new InputChange(change.table(), op, slice(rows, from, to)));
        }
    }

    private static Batch slice(Batch rows, int from, int to) {
        int[] chosen = new int[to - from];
        for (int i = 0; i < chosen.length; i++) {
            chosen[i] = from + i;
        }
        return rows.gather(chosen, chosen.length);
    }

    private static boolean isRaw(List<ErasureEntry> erasures, Batch rows, int row) {
        if (!(rows.column(RAW_TABLE).value(row) instanceof String table)
                || !(rows.column(RAW_TEXT).value(row) instanceof String raw)) {
            return false;
        }
        for (ErasureEntry erasure : erasures) {
            Set<String> columns =
                    erasure.cells().stream()
                            .filter(cell -> cell.table().equals(table))
                            .map(ErasureEntry.Cell::column)
                            .collect(Collectors.toSet());
            if (!columns.isEmpty()
                    && SubjectText.isInRaw(new Subject.Named(erasure.subject()), columns, raw)) {
                return true;
            }
        }
        return false;
    }

    /** Deliveries, attempts, and what was said of actions, that are of the people. */
    private Map<String, RowTest> actionTests(List<ErasureEntry> erasures, Circuit circuit) {
        List<ActionRule> actions = definitions.view().definitions().actions();
        List<SubjectInActions> people = new ArrayList<>();
        try (CircuitSnapshot snapshot = circuit.snapshot()) {
            for (ErasureEntry erasure : erasures) {
                people.add(SubjectInActions.of(erasure, actions).standingIn(snapshot));
            }
        }
        RowTest notices =
                (rows, row) -> {
                    OutboxEntry entry = OutboxEntry.fromRow(rows, row);
                    return people.stream().anyMatch(person -> person.isIn(entry));
                };
        Set<String> deliveries = new HashSet<>();
        Batch found = circuit.find(SystemTables.OUTBOX.name(), notices);
        for (int row = 0; row < found.size(); row++) {
            deliveries.add(OutboxEntry.fromRow(found, row).key());
        }
        Map<String, RowTest> tests = new LinkedHashMap<>();
        tests.put(SystemTables.OUTBOX.name(), notices);
        tests.put(
                SystemTables.ACTION_ATTEMPTS.name(),
                (rows, row) -> {
                    DeliveryAttempt attempt = DeliveryAttempt.fromRow(rows, row);
                    return people.stream().anyMatch(person -> person.isIn(attempt, deliveries));
                });
        tests.put(
                SystemTables.ACTION_CONTROLS.name(),
                (rows, row) -> {
                    ActionControl control = ActionControl.fromRow(rows, row);
                    return people.stream().anyMatch(person -> person.isIn(control));
                });
        return tests;
    }

    private void write(
            ErasureEntry erasure,
            List<ErasureReceipt.TableRows> tables,
            List<String> rebuilt,
            DefinitionsInForce.SealedAt at) {
        Optional<ErasureReceipt> before = receipts.find(erasure.id());
        if (before.filter(receipt -> isDone(receipt, at.tick())).isPresent()) {
            return;
        }
        ErasureReceipt own =
                new ErasureReceipt(
                        erasure.id(),
                        ErasureReceipt.ERASED,
                        erasure.salt(),
                        Subject.hash(erasure.salt(), erasure.subject()),
                        erasure.by(),
                        Instant.EPOCH.plus(at.nowMicros(), ChronoUnit.MICROS).toString(),
                        at.tick(),
                        tables,
                        rebuilt,
                        List.of(),
                        List.of(),
                        List.of(),
                        null);
        receipts.write(before.map(own::behind).orElse(own));
    }

    /**
     * Whether a receipt has this tick already: another entry of the same erasure wrote it, or the
     * tick is run again.
     */
    private static boolean isDone(ErasureReceipt receipt, long tick) {
        return receipt.isComplete() || receipt.tick() >= tick;
    }
}
