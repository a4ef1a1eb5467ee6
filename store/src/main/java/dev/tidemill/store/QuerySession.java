package dev.tidemill.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.duckdb.DuckDBConnection;

/**
 * A connection for one query after another. What a query leaves in it is its transaction, which is
 * rolled back, and the {@link PinVariable}, which the next one sets anew: it is one SELECT with
 * functions of the allow-list, none of which changes a setting, a variable or the state of random
 * numbers. Whatever failed, was stopped or was written by the program itself is closed with its
 * connection.
 *
 * <p>Owned by one thread at a time.
 */
final class QuerySession {
    /** Statements that set the pin for different tables. */
    private static final int STATEMENTS_MAX = 32;

    private final DuckDBConnection connection;

    private final Map<String, PreparedStatement> setting =
            new LinkedHashMap<>(STATEMENTS_MAX, 0.75f, true);

    private boolean begun;

    QuerySession(DuckDBConnection connection) {
        this.connection = connection;
    }

    DuckDBConnection connection() {
        return connection;
    }

    /** Points the connection's views to a pin. */
    void point(PinVariable variable) throws SQLException {
        String text = variable.statement();
        PreparedStatement statement = setting.get(text);
        if (statement == null) {
            if (setting.size() == STATEMENTS_MAX) {
                Iterator<PreparedStatement> eldest = setting.values().iterator();
                eldest.next().close();
                eldest.remove();
            }
            statement = connection.prepareStatement(text);
            setting.put(text, statement);
        }
        variable.set(statement);
    }

    void begin() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("BEGIN TRANSACTION READ ONLY");
            begun = true;
            // DuckDB takes the transaction's view of the catalog at the first look into it; a
            // statement that was prepared before looks nothing up.
            statement.execute("FROM main.catalog_pin");
        }
    }

    /** Ends the transaction of a query that gave its whole answer, if it needed one. */
    void reset() throws SQLException {
        if (begun) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("ROLLBACK");
            }
            begun = false;
        }
    }

    void close() throws SQLException {
        connection.close();
    }
}
