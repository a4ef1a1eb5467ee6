package dev.tidemill.node.statement;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.engine.circuit.InputChange;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.engine.circuit.PlanRun;
import dev.tidemill.engine.circuit.TableSnapshot;
import dev.tidemill.node.ingest.Ingest;
import dev.tidemill.node.tick.PublishedTick;
import dev.tidemill.sql.statement.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * INSERT, UPDATE and DELETE. A statement reads one tick and writes one journal entry, whole or not
 * at all: a row that fails or breaks its contract refuses the statement.
 *
 * <p>Statements do not run into each other, since the caller runs one at a time; rows that arrive
 * by other doors between a statement's reading and its writing are not seen by it.
 */
final class Writes {
    private final Ingest ingest;

    /**
     * What was written.
     *
     * @param tick that the rows are in; 0 when there were none
     * @param bytes of what was sent to the journal, in memory
     */
    record Outcome(long rows, long tick, long bytes) {}

    Writes(Ingest ingest) {
        this.ingest = ingest;
    }

    Outcome insert(Statement.Insert insert, PublishedTick at) throws InterruptedException {
        InputTable table = ingest.writable(insert.table());
        Batch rows = run(insert.rows(), at).withSchema(table.schema());
        if (!table.isKeyed()) {
            return write(table, rows.size(), List.of(change(table, InputChange.Op.INSERT, rows)));
        }
        requireNewKeys(table, rows, Set.of(), at);
        return write(table, rows.size(), List.of(change(table, InputChange.Op.UPSERT, rows)));
    }

    Outcome update(Statement.Update update, PublishedTick at) throws InterruptedException {
        InputTable table = ingest.writable(update.table());
        Batch found = run(update.rows(), at);
        int width = table.schema().size();
        Batch rows = found.select(IntStream.range(0, width).toArray()).withSchema(table.schema());
        int[] former = IntStream.range(width, found.columnCount()).toArray();
        Set<List<@Nullable Object>> formerKeys = new HashSet<>();
        List<Integer> moved = new ArrayList<>();
        for (int row = 0; row < found.size(); row++) {
            List<@Nullable Object> before = values(found, former, row);
            formerKeys.add(before);
            if (!before.equals(key(table, rows, row))) {
                moved.add(row);
            }
        }
        requireNewKeys(table, rows, formerKeys, at);
        List<InputChange> changes = new ArrayList<>();
        if (!moved.isEmpty()) {
            changes.add(deletion(table, found, former, moved));
        }
        changes.add(change(table, InputChange.Op.UPSERT, rows));
        return write(table, rows.size(), changes);
    }

    Outcome delete(Statement.Delete delete, PublishedTick at) throws InterruptedException {
        InputTable table = ingest.writable(delete.table());
        Batch rows = run(delete.rows(), at).withSchema(table.schema());
        return write(table, rows.size(), List.of(change(table, InputChange.Op.DELETE, rows)));
    }

    private Batch run(Plan plan, PublishedTick at) {
        return new PlanRun(at.snapshot()::table, at.nowMicros()).rows(plan);
    }

    private static InputChange change(InputTable table, InputChange.Op op, Batch rows) {
        return new InputChange(table.name(), op, rows);
    }

    /** A deletion reads the key's columns only; the others are filled with what stands there. */
    private static InputChange deletion(
            InputTable table, Batch found, int[] former, List<Integer> moved) {
        int[] columns = IntStream.range(0, table.schema().size()).toArray();
        for (int k = 0; k < former.length; k++) {
            columns[table.key().get(k)] = former[k];
        }
        int[] rows = moved.stream().mapToInt(Integer::intValue).toArray();
        Batch gone = found.select(columns).gather(rows, rows.length);
        return change(table, InputChange.Op.DELETE, gone.withSchema(table.schema()));
    }

    private Outcome write(InputTable table, int rows, List<InputChange> changes)
            throws InterruptedException {
        if (rows == 0) {
            return new Outcome(0, 0, 0);
        }
        long bytes = changes.stream().mapToLong(change -> change.rows().bytes()).sum();
        return new Outcome(rows, ingest.write(table.name(), changes), bytes);
    }

    /** No two rows of one key, and none whose key stands there already and is not to go. */
    private void requireNewKeys(
            InputTable table, Batch rows, Set<List<@Nullable Object>> going, PublishedTick at) {
        TableSnapshot there = at.snapshot().table(table.name());
        Set<List<@Nullable Object>> seen = new HashSet<>();
        for (int row = 0; row < rows.size(); row++) {
            List<@Nullable Object> key = key(table, rows, row);
            if (key.contains(null)) {
                throw new TidemillException(
                        ErrorCode.CONTRACT_VIOLATION,
                        "the key of " + table.name() + " is NULL in row " + (row + 1));
            }
            boolean stands = !going.contains(key) && !there.lookup(key).isEmpty();
            if (stands || !seen.add(key)) {
                throw new TidemillException(
                        ErrorCode.DUPLICATE_KEY,
                        "the key " + key + " is in " + table.name() + " already");
            }
        }
    }

    private static List<@Nullable Object> key(InputTable table, Batch rows, int row) {
        return values(rows, table.key().stream().mapToInt(Integer::intValue).toArray(), row);
    }

    private static List<@Nullable Object> values(Batch rows, int[] columns, int row) {
        List<@Nullable Object> values = new ArrayList<>(columns.length);
        for (int column : columns) {
            values.add(rows.column(column).value(row));
        }
        return values;
    }
}
