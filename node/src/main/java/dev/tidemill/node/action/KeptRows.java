package dev.tidemill.node.action;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.LongColumn;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.engine.circuit.InputChange;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.engine.circuit.TableSnapshot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The rows of input tables at one tick, in memory and in history, in the order of their event
 * times. Rows of tables without an event time, and NULL times, come first. Owned by one thread.
 */
final class KeptRows {
    /** Before every time. */
    static final long NO_TIME = Long.MIN_VALUE;

    private final long rowsMax;
    private final List<Part> parts = new ArrayList<>();
    private final List<Row> rows = new ArrayList<>();

    /** Rows of one table. */
    private record Part(InputTable table, Batch batch) {}

    /** Where a row is. */
    private record Row(long micros, int part, int row) {}

    /**
     * @param rowsMax of all tables
     */
    KeptRows(long rowsMax) {
        this.rowsMax = rowsMax;
    }

    /**
     * Takes a table's rows.
     *
     * @throws TidemillException RESULT_TOO_LARGE
     */
    void read(InputTable table, TableSnapshot snapshot) {
        int[] columns = new int[table.schema().size()];
        java.util.Arrays.setAll(columns, i -> i);
        for (Supplier<@Nullable Batch> source : snapshot.scan(columns)) {
            Batch batch;
            while ((batch = source.get()) != null) {
                add(table, batch.withSchema(table.schema()));
            }
        }
    }

    private void add(InputTable table, Batch batch) {
        if (rows.size() + (long) batch.size() > rowsMax) {
            throw new TidemillException(
                            ErrorCode.RESULT_TOO_LARGE,
                            "the tables keep more than %,d rows, which a backtest takes at most"
                                    .formatted(rowsMax))
                    .withHint("--rows allows more, for which the mill needs memory");
        }
        int part = parts.size();
        parts.add(new Part(table, batch));
        for (int row = 0; row < batch.size(); row++) {
            rows.add(new Row(time(table, batch, row), part, row));
        }
    }

    private static long time(InputTable table, Batch batch, int row) {
        if (table.eventTime() < 0) {
            return NO_TIME;
        }
        Column times = batch.column(table.eventTime());
        return times instanceof LongColumn longs && !longs.isNull(row)
                ? longs.values()[row]
                : NO_TIME;
    }

    /** Puts all in order; before {@link #end} and {@link #changes} are called. */
    void sort() {
        rows.sort(Comparator.comparingLong(Row::micros));
    }

    int size() {
        return rows.size();
    }

    long micros(int position) {
        return rows.get(position).micros();
    }

    /** The position of the first row from one on that is not before a time. */
    int end(int from, long untilMicros) {
        int end = from;
        while (end < rows.size() && rows.get(end).micros() < untilMicros) {
            end++;
        }
        return end;
    }

    /** The rows of these positions as changes of their tables. */
    List<InputChange> changes(int from, int to) {
        Map<Integer, List<Integer>> byPart = new LinkedHashMap<>();
        for (int i = from; i < to; i++) {
            Row row = rows.get(i);
            byPart.computeIfAbsent(row.part(), _ -> new ArrayList<>()).add(row.row());
        }
        List<InputChange> changes = new ArrayList<>();
        byPart.forEach(
                (index, positions) -> {
                    Part part = parts.get(index);
                    int[] wanted = positions.stream().mapToInt(Integer::intValue).toArray();
                    changes.add(
                            new InputChange(
                                    part.table().name(),
                                    part.table().isKeyed()
                                            ? InputChange.Op.UPSERT
                                            : InputChange.Op.INSERT,
                                    part.batch().gather(wanted, wanted.length).withWeights(null)));
                });
        return changes;
    }
}
