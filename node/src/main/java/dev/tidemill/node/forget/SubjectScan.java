package dev.tidemill.node.forget;

import static java.util.Objects.requireNonNull;

import dev.tidemill.actions.ActionControl;
import dev.tidemill.actions.DeliveryAttempt;
import dev.tidemill.actions.OutboxEntry;
import dev.tidemill.algebra.column.Batch;
import dev.tidemill.engine.circuit.CircuitSnapshot;
import dev.tidemill.engine.circuit.InputChange;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.engine.circuit.TableSnapshot;
import dev.tidemill.journal.Journal;
import dev.tidemill.journal.JournalCorruptException;
import dev.tidemill.journal.ReplayHandler;
import dev.tidemill.journal.Seal;
import dev.tidemill.node.ingest.SystemTables;
import dev.tidemill.node.record.ActionRule;
import dev.tidemill.node.record.ErasureEntry;
import dev.tidemill.node.record.InputEntry;
import dev.tidemill.node.record.JournalEntry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Looks for a person in all rows of a tick, in memory and in the history, and in what is left of
 * the journal. Belongs to one thread.
 */
final class SubjectScan {
    private static final int RAW_TABLE = 1;
    private static final int RAW_TEXT = 5;

    private final Subject subject;
    private final SubjectColumns columns;
    private final SubjectInActions inActions;
    private final List<ErasureReceipt.Found> found = new ArrayList<>();

    /**
     * @param actions those in force
     */
    SubjectScan(Subject subject, SubjectColumns columns, Collection<ActionRule> actions) {
        this.inActions = SubjectInActions.of(subject, columns.notices(), actions);
        this.subject = requireNonNull(subject, "subject");
        this.columns = requireNonNull(columns, "columns");
    }

    /** The places where they are. */
    List<ErasureReceipt.Found> found() {
        return List.copyOf(found);
    }

    /** Looks at the columns that identify people, and those that are made of them. */
    void rows(CircuitSnapshot snapshot) {
        Set<String> there = snapshot.tables();
        for (ErasureEntry.Cell cell : columns.cells()) {
            if (there.contains(cell.table())) {
                column(snapshot.table(cell.table()), cell.table(), cell.column());
            }
        }
        columns.derived()
                .forEach(
                        (table, names) -> {
                            if (there.contains(table)) {
                                names.forEach(name -> column(snapshot.table(table), table, name));
                            }
                        });
        if (there.contains(SystemTables.QUARANTINE.name())) {
            note(
                    "quarantine",
                    SystemTables.QUARANTINE.name(),
                    null,
                    count(snapshot.table(SystemTables.QUARANTINE.name()), this::isRaw));
        }
        look("outbox", SystemTables.OUTBOX, this::isNotice, snapshot);
        look("attempts", SystemTables.ACTION_ATTEMPTS, this::isAttempt, snapshot);
        look("controls", SystemTables.ACTION_CONTROLS, this::isControl, snapshot);
        look("samples", SystemTables.FEATURE_SAMPLES, this::isSample, snapshot);
    }

    private void look(String place, InputTable table, Test test, CircuitSnapshot snapshot) {
        if (snapshot.tables().contains(table.name())) {
            note(place, table.name(), null, count(snapshot.table(table.name()), test));
        }
    }

    private interface Test {
        boolean finds(Batch rows, int row);
    }

    private void column(TableSnapshot table, String name, String column) {
        int at = table.schema().indexOf(column);
        if (at < 0) {
            return;
        }
        long rows = 0;
        for (Supplier<@Nullable Batch> part : table.scan(at)) {
            for (Batch chunk = part.get(); chunk != null; chunk = part.get()) {
                for (int row = 0; row < chunk.size(); row++) {
                    rows += isTheirs(chunk.column(0).value(row)) ? 1 : 0;
                }
            }
        }
        note("rows", name, column, rows);
    }

    private boolean isTheirs(@Nullable Object value) {
        return value != null && subject.is(value.toString());
    }

    private static long count(TableSnapshot table, Test test) {
        int[] all = new int[table.schema().size()];
        Arrays.setAll(all, i -> i);
        long rows = 0;
        for (Supplier<@Nullable Batch> part : table.scan(all)) {
            for (Batch chunk = part.get(); chunk != null; chunk = part.get()) {
                rows += count(chunk, test);
            }
        }
        return rows;
    }

    private static long count(Batch rows, Test test) {
        long count = 0;
        for (int row = 0; row < rows.size(); row++) {
            count += test.finds(rows, row) ? 1 : 0;
        }
        return count;
    }

    private boolean isRaw(Batch rows, int row) {
        return rows.column(RAW_TABLE).value(row) instanceof String table
                && rows.column(RAW_TEXT).value(row) instanceof String raw
                && !cellsOf(table).isEmpty()
                && SubjectText.isInRaw(subject, cellsOf(table), raw);
    }

    private Set<String> cellsOf(String table) {
        return columns.cells().stream()
                .filter(cell -> cell.table().equals(table))
                .map(ErasureEntry.Cell::column)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private boolean isNotice(Batch rows, int row) {
        return inActions.isIn(OutboxEntry.fromRow(rows, row));
    }

    private boolean isAttempt(Batch rows, int row) {
        return inActions.isIn(DeliveryAttempt.fromRow(rows, row), Set.of());
    }

    private boolean isControl(Batch rows, int row) {
        return inActions.isIn(ActionControl.fromRow(rows, row));
    }

    /** Keys and vectors are objects of values by name. */
    private boolean isSample(Batch rows, int row) {
        for (int column : SystemTables.SAMPLE_TEXTS) {
            if (rows.column(column).value(row) instanceof String text
                    && SubjectText.isInObject(subject, text)) {
                return true;
            }
        }
        return false;
    }

    private void note(String place, String table, @Nullable String column, long rows) {
        if (rows > 0) {
            found.add(new ErasureReceipt.Found(place, table, column, rows));
        }
    }

    /**
     * Looks at the records of the journal.
     *
     * @param inputs the tables that these may have rows of
     */
    void journal(Journal journal, Map<String, InputTable> inputs) throws IOException {
        while (true) {
            long first = journal.stats().firstTick();
            try {
                Map<String, Long> rows = first == 0 ? Map.of() : records(journal, first, inputs);
                rows.forEach((table, count) -> note("journal", table, null, count));
                return;
            } catch (IOException | JournalCorruptException e) {
                // A checkpoint may have dropped the segment that was being read.
                if (journal.stats().firstTick() == first) {
                    throw e;
                }
            }
        }
    }

    /** How many rows of each table name them, from a tick on. */
    private Map<String, Long> records(
            Journal journal, long firstTick, Map<String, InputTable> inputs) throws IOException {
        Map<String, Long> rows = new TreeMap<>();
        journal.replay(
                firstTick - 1,
                new ReplayHandler() {
                    @Override
                    public void record(long tick, ByteBuffer payload) {
                        try {
                            look(decode(payload, inputs), rows);
                        } catch (DroppedTableException e) {
                            // Nobody can read its rows any more, and the segment goes like all.
                        }
                    }

                    @Override
                    public void seal(Seal seal) {
                        // It holds no rows.
                    }
                });
        return rows;
    }

    private static JournalEntry decode(ByteBuffer payload, Map<String, InputTable> inputs) {
        return JournalEntry.decode(
                payload,
                name -> {
                    InputTable table = inputs.get(name);
                    if (table == null) {
                        throw new DroppedTableException(name);
                    }
                    return table.schema();
                });
    }

    /** An entry has rows of a table that is not there now. */
    private static final class DroppedTableException extends RuntimeException {
        private static final long serialVersionUID = 1;

        DroppedTableException(String table) {
            super(table + " was dropped");
        }
    }

    private void look(JournalEntry entry, Map<String, Long> rows) {
        if (entry instanceof ErasureEntry erasure && subject.is(erasure.subject())) {
            rows.merge("erasures", 1L, Long::sum);
        }
        if (!(entry instanceof InputEntry input)) {
            return;
        }
        for (InputChange change : input.changes()) {
            long count = count(change.rows(), test(change));
            if (count > 0) {
                rows.merge(change.table(), count, Long::sum);
            }
        }
    }

    private Test test(InputChange change) {
        if (change.table().equals(SystemTables.QUARANTINE.name())) {
            return this::isRaw;
        }
        if (change.table().equals(SystemTables.OUTBOX.name())) {
            return this::isNotice;
        }
        if (change.table().equals(SystemTables.ACTION_ATTEMPTS.name())) {
            return this::isAttempt;
        }
        if (change.table().equals(SystemTables.ACTION_CONTROLS.name())) {
            return this::isControl;
        }
        if (change.table().equals(SystemTables.FEATURE_SAMPLES.name())) {
            return this::isSample;
        }
        int[] at =
                cellsOf(change.table()).stream()
                        .mapToInt(change.rows().schema()::indexOf)
                        .filter(column -> column >= 0)
                        .toArray();
        return (rows, row) -> {
            for (int column : at) {
                if (isTheirs(rows.column(column).value(row))) {
                    return true;
                }
            }
            return false;
        };
    }
}
