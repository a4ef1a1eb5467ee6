package dev.tidemill.store;

import dev.tidemill.engine.history.HistoryMark;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The one variable of a connection that says what its query sees: the pin that is scanned, the
 * tick's time, and for each table that it reads that it may, and how much of the history belongs to
 * the tick. Views take these from the variable, which DuckDB folds into constants when it plans.
 */
final class PinVariable {
    static final String PIN = "pin";
    static final String NOW = "now";
    static final String RUN = "run ";
    static final String ROW = "row ";
    static final String READ = "read ";

    private static final String NAME = "tidemill";

    private final StringBuilder fields = new StringBuilder();
    private final List<Long> values = new ArrayList<>();

    PinVariable(long pin, long nowMicros) {
        add(PIN, "?::BIGINT", pin);
        add(NOW, "make_timestamp(?::BIGINT)::TIMESTAMPTZ", nowMicros);
    }

    private void add(String field, String expression, long value) {
        fields.append(fields.isEmpty() ? "" : ", ");
        fields.append(DuckTypes.literal(field)).append(": ").append(expression);
        values.add(value);
    }

    /**
     * Says that the query was let read a table, and how much of it is in the history. Without that
     * a view of rows that hang on no pin does not bind: whoever names it in another way than the
     * check saw gets an error, and not the rows that the query before was let see.
     *
     * @param history null when all is in memory
     */
    void addTable(String table, @Nullable HistoryMark history) {
        fields.append(", ").append(DuckTypes.literal(READ + table)).append(": true");
        if (history != null) {
            add(RUN + table, "?::INTEGER", history.runs());
            add(ROW + table, "?::BIGINT", history.firstRow());
        }
    }

    /** The statement that sets it, the same for the same tables. */
    String statement() {
        return "SET VARIABLE " + NAME + " = {" + fields + "}";
    }

    /** Sets it by its statement, prepared. */
    void set(PreparedStatement statement) throws SQLException {
        for (int i = 0; i < values.size(); i++) {
            statement.setLong(i + 1, values.get(i));
        }
        statement.execute();
    }

    /** The expression that gives a field. */
    static String value(String field) {
        return "getvariable('" + NAME + "')[" + DuckTypes.literal(field) + "]";
    }
}
