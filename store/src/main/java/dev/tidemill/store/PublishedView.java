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
 * and which runs of the history belong to that.
 *
 * @param store what the history calls the table; null when all its rows are in memory
 */
record PublishedView(String table, Schema schema, @Nullable String store) {
    static PublishedView of(String name, TableSnapshot table) {
        HistoryMark mark = table.history();
        return new PublishedView(name, table.schema(), mark == null ? null : mark.store());
    }

    /** The view's query. */
    String sql() {
        List<String> scanned = new ArrayList<>();
        List<String> stored = new ArrayList<>();
        for (int i = 0; i < schema.size(); i++) {
            scanned.add(ScanOutput.viewColumn(schema.field(i), i));
            stored.add(DuckTypes.quoted(schema.field(i).name()));
        }
        String memory =
                "SELECT "
                        + String.join(", ", scanned)
                        + " FROM "
                        + ScanFunction.NAME
                        + "("
                        + PinVariable.value(PinVariable.PIN)
                        + ", "
                        + DuckTypes.literal(table)
                        + ")";
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
                + " UNION ALL "
                + memory;
    }
}
