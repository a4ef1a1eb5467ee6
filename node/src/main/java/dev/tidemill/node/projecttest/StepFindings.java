package dev.tidemill.node.projecttest;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.definitions.projecttest.TestRows;
import dev.tidemill.definitions.projecttest.TestStep;
import dev.tidemill.engine.circuit.TableSnapshot;
import dev.tidemill.node.ingest.SystemTables;
import dev.tidemill.node.read.ErrorsTable;
import dev.tidemill.node.read.QueryableTick;
import dev.tidemill.node.read.Viewport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Says what is not as a step expects. What goes wrong must be expected: rows that go to the
 * quarantine in a step, and error rows of a table that it looks at, are findings when it says
 * nothing of {@code tidemill.quarantine} or {@code tidemill.errors}. Owned by one run.
 */
final class StepFindings {
    private static final String QUARANTINE = SystemTables.QUARANTINE.name();

    private final TestTables tables;
    private long lastQuarantined;

    StepFindings(TestTables tables) {
        this.tables = requireNonNull(tables, "tables");
    }

    /** All findings of a step, in the file's order; steps must be asked in their order. */
    List<Finding> of(TestStep step, QueryableTick tick) {
        List<Finding> findings = new ArrayList<>();
        List<Finding> aside = putAside(step, tick.table(QUARANTINE));
        if (step.expectedOf(QUARANTINE) == null) {
            findings.addAll(aside);
        }
        for (TestRows expected : step.expected()) {
            String name = expected.table();
            TableComparison.differences(expected, tick.table(name), tables.key(name))
                    .ifPresent(findings::add);
            if (tables.live().containsKey(name) && step.expectedOf(ErrorsTable.NAME) == null) {
                findings.addAll(failed(expected, tick.table(ErrorsTable.NAME)));
            }
        }
        return findings;
    }

    /** The rows that went to the quarantine since the step before, by table. */
    private List<Finding> putAside(TestStep step, TableSnapshot quarantine) {
        Batch rows =
                Viewport.rows(
                        quarantine,
                        Viewport.Order.parse("id", quarantine.schema()),
                        0,
                        Integer.MAX_VALUE);
        Map<String, List<Finding.PutAside>> byTable = new LinkedHashMap<>();
        long last = lastQuarantined;
        for (int row = 0; row < rows.size(); row++) {
            List<String> texts = ValueTexts.orEmpty(rows, row);
            long id = Long.parseLong(texts.get(0));
            if (id > lastQuarantined) {
                last = Math.max(last, id);
                byTable.computeIfAbsent(texts.get(1), _ -> new ArrayList<>())
                        .add(
                                new Finding.PutAside(
                                        texts.get(2),
                                        ValueTexts.of(rows, row).get(3),
                                        texts.get(4),
                                        texts.get(5)));
            }
        }
        lastQuarantined = last;
        List<Finding> findings = new ArrayList<>();
        byTable.forEach(
                (table, all) ->
                        findings.add(
                                new Finding.RowsPutAside(
                                        step.place(), table, all.size(), first(all))));
        return findings;
    }

    private static <T> List<T> first(List<T> rows) {
        return rows.subList(0, Math.min(rows.size(), Finding.ROWS_TOLD_MAX));
    }

    /** The error rows of one table among those of all. */
    private static List<Finding> failed(TestRows expected, TableSnapshot errors) {
        Batch rows = Viewport.rows(errors, Viewport.Order.NONE, 0, TableComparison.ROWS_MAX);
        List<Finding.FailedRow> failed = new ArrayList<>();
        for (int row = 0; row < rows.size(); row++) {
            List<String> texts = ValueTexts.orEmpty(rows, row);
            if (texts.get(0).equals(expected.table())) {
                failed.add(
                        new Finding.FailedRow(
                                ErrorCode.of(Integer.parseInt(texts.get(1))).code(),
                                texts.get(2),
                                ValueTexts.of(rows, row).get(3),
                                ValueTexts.of(rows, row).get(4)));
            }
        }
        return failed.isEmpty()
                ? List.of()
                : List.of(
                        new Finding.RowsFailed(
                                expected.place(), expected.table(), failed.size(), first(failed)));
    }
}
