package dev.tidemill.store;

import static java.util.Objects.requireNonNull;

import dev.tidemill.engine.circuit.IndexedRows;

/**
 * How a query reads a table of which it needs a part only.
 *
 * @param by what finds the part
 * @param rows at most so many are read
 */
record TableAccess(String table, String by, long rows) {
    TableAccess {
        requireNonNull(table, "table");
        requireNonNull(by, "by");
    }

    static TableAccess byKey(String table, long rows) {
        return new TableAccess(table, "key", rows);
    }

    static TableAccess byIndex(String table, IndexedRows rows) {
        return new TableAccess(
                table,
                "index "
                        + rows.index().name()
                        + " ("
                        + String.join(", ", rows.index().columns())
                        + ")",
                rows.rows());
    }

    /** As EXPLAIN shows it. */
    String text() {
        return table + " by " + by;
    }
}
