package dev.tidemill.node.projecttest;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.definitions.projecttest.TestRows;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.engine.circuit.TableSnapshot;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whole rows of a keyed table, made of those that stand there and the columns that a test names.
 */
final class UpdatedRows {
    private UpdatedRows() {}

    /**
     * The rows as they are to be.
     *
     * @param given the key and the new values; other columns are not looked at
     * @param there the table in the tick before
     * @throws TidemillException INVALID_PROJECT at the row whose key is not there, or that is
     *     updated a second time
     */
    static Batch of(InputTable table, TestRows rows, Batch given, TableSnapshot there) {
        List<Batch> updated = new ArrayList<>();
        Set<List<@Nullable Object>> keys = new HashSet<>();
        for (int row = 0; row < given.size(); row++) {
            List<@Nullable Object> key = key(table, given, row);
            if (!keys.add(key)) {
                throw new TidemillException(
                                ErrorCode.INVALID_PROJECT,
                                "a row of %s is updated twice in one step".formatted(table.name()))
                        .at(rows.placeOf(row + 1L))
                        .withHint("put its columns into one update, or the second into a step");
            }
            Batch found = there.lookup(key);
            if (found.isEmpty()) {
                throw new TidemillException(
                                ErrorCode.INVALID_PROJECT,
                                "there is no row with this key in " + table.name())
                        .at(rows.placeOf(row + 1L))
                        .withHint("an update finds the rows of the step before; insert it first");
            }
            updated.add(merged(table, rows.columnsOf(row + 1L), single(given, row), found));
        }
        return Batch.concat(table.schema(), updated);
    }

    private static List<@Nullable Object> key(InputTable table, Batch given, int row) {
        List<@Nullable Object> key = new ArrayList<>();
        table.key().forEach(column -> key.add(given.column(column).value(row)));
        return key;
    }

    private static Batch single(Batch rows, int row) {
        return rows.gather(new int[] {row}, 1);
    }

    private static Batch merged(InputTable table, Set<String> named, Batch given, Batch found) {
        Column[] columns = new Column[table.schema().size()];
        for (int i = 0; i < columns.length; i++) {
            boolean isNew = named.contains(table.schema().field(i).name());
            columns[i] = isNew ? given.column(i) : found.column(i);
        }
        return new Batch(table.schema(), columns, 1, null);
    }
}
