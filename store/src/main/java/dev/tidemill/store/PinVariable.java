package dev.tidemill.store;

import dev.tidemill.engine.history.HistoryMark;
import org.jspecify.annotations.Nullable;

/**
 * The one variable of a connection that says what its query sees: the pin that is scanned, the
 * tick's time, and for each table that it reads how much of the history belongs to the tick. Views
 * take these from the variable, which DuckDB folds into constants when it plans.
 */
final class PinVariable {
    static final String PIN = "pin";
    static final String NOW = "now";
    static final String RUN = "run ";
    static final String ROW = "row ";

    private static final String NAME = "tidemill";

    private final StringBuilder fields = new StringBuilder();

    PinVariable(long pin, long nowMicros) {
        add(PIN, pin + "::BIGINT");
        add(NOW, "make_timestamp(" + nowMicros + "::BIGINT)::TIMESTAMPTZ");
    }

    private void add(String field, String value) {
        fields.append(fields.isEmpty() ? "" : ", ");
        fields.append(DuckTypes.literal(field)).append(": ").append(value);
    }

    /** Says how much of a table is in the history; nothing when all is in memory. */
    void addTable(String table, @Nullable HistoryMark history) {
        if (history != null) {
            add(RUN + table, history.runs() + "::INTEGER");
            add(ROW + table, history.firstRow() + "::BIGINT");
        }
    }

    /** The statement that sets it. */
    String set() {
        return "SET VARIABLE " + NAME + " = {" + fields + "}";
    }

    /** The expression that gives a field. */
    static String value(String field) {
        return "getvariable('" + NAME + "')[" + DuckTypes.literal(field) + "]";
    }
}
