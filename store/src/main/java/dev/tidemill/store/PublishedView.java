package dev.tidemill.store;

import dev.tidemill.algebra.type.Schema;
import dev.tidemill.engine.circuit.TableSnapshot;
import dev.tidemill.engine.history.HistoryMark;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The view through which queries see a table: its rows in memory, and those in the history when
 * there are some. It names no tick; the connection's {@link PinVariable} says which pin it scans,
 * and which runs of the history belong to that. All queries share the view as the last one needed
 * it, so whatever it names is found by those alone that were let read the table: the pin holds the
 * tables of its query's user, and the rest hangs on fields that are set for tables that were
 * checked. DuckDB folds these into constants.
 *
 * @param store what the history calls the table; null when all its rows are in memory
 * @param inMemory false when all its rows are in the history, which DuckDB plans better alone
 * @param image DuckDB's copy of the rows in memory, which is read in their place; null when there
 *     is none
 */
record PublishedView(
        String table,
        Schema schema,
        @Nullable String store,
        boolean inMemory,
        @Nullable String image) {
    static PublishedView of(String name, TableSnapshot table, @Nullable String image) {
        HistoryMark mark = table.history();
        return new PublishedView(
                name, table.schema(), mark == null ? null : mark.store(), isInMemory(table), image);
    }

    /** Whether some rows of a table are in memory, or it has none at all. */
    static boolean isInMemory(TableSnapshot table) {
        HistoryMark mark = table.history();
        return mark == null || mark.kept() == 0 || table.rows() > mark.kept();
    }

    /** The view's query. */
    String sql() {
        List<String> stored = new ArrayList<>();
        for (int i = 0; i < schema.size(); i++) {
            stored.add(DuckTypes.quoted(schema.field(i).name()));
        }
        String memory = memory();
        if (store == null) {
            return memory;
        }
        return "SELECT "
                + String.join(", ", stored)
                + " FROM "
                + HistoryStore.table(store)
                + " WHERE "
                + HistoryStore.RUN
                + " <= "
                + PinVariable.value(PinVariable.RUN + table)
                + " AND "
                + HistoryStore.ROW
                + " >= "
                + PinVariable.value(PinVariable.ROW + table)
                + (inMemory ? " UNION ALL " + memory : "");
    }

    /** The rows in memory, or their image. */
    private String memory() {
        List<String> columns = new ArrayList<>();
        for (int i = 0; i < schema.size(); i++) {
            columns.add(
                    image == null
                            ? ScanOutput.viewColumn(schema.field(i), i)
                            : "c" + i + " AS " + DuckTypes.quoted(schema.field(i).name()));
        }
        String from =
                image == null
                        ? ScanFunction.NAME
                                + "("
                                + PinVariable.value(PinVariable.PIN)
                                + ", "
                                + DuckTypes.literal(table)
                                + ")"
                        : image + " WHERE " + PinVariable.value(PinVariable.READ + table);
        return "SELECT " + String.join(", ", columns) + " FROM " + from;
    }
}
