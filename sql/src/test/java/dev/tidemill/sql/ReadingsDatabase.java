package dev.tidemill.sql;

import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.sql.duckdb.DuckDbRenderer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The few rows over which scripts show answers, in DuckDB. */
final class ReadingsDatabase {
    /** 2001-01-31 11:10:00 UTC. */
    private static final long NOW_MICROS = 980_939_400_000_000L;

    private static final List<String> ROWS =
            List.of(
                    "CREATE TABLE readings(id BIGINT, year INTEGER, hour INTEGER, value DOUBLE,"
                            + " date DATE, price DECIMAL(12,2), ok BOOLEAN, \"at\" TIMESTAMPTZ)",
                    "INSERT INTO readings VALUES"
                            + " (1, 2001, 3, 1.5, '2001-01-31', 10.25, TRUE,"
                            + " '2001-01-31 10:00:00+00'),"
                            + " (2, 2001, -7, -2.5, '2001-03-01', -3.33, FALSE,"
                            + " '2001-01-31 12:30:00.25+02'),"
                            + " (3, 2002, NULL, NULL, NULL, NULL, NULL, NULL),"
                            + " (4, 2002, 2, 2.5, '2004-02-29', 0.01, TRUE,"
                            + " '1969-12-31 23:59:59+00')");

    private ReadingsDatabase() {}

    /** One line for each row, sorted. */
    static String rows(Plan plan) {
        String sql = new DuckDbRenderer(name -> name, NOW_MICROS).render(plan);
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            for (String row : ROWS) {
                statement.execute(row);
            }
            return lines(statement, sql);
        } catch (SQLException e) {
            return "DuckDB: " + String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        }
    }

    private static String lines(Statement statement, String sql) throws SQLException {
        List<String> lines = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(sql)) {
            int columns = rows.getMetaData().getColumnCount();
            while (rows.next()) {
                List<String> values = new ArrayList<>();
                for (int i = 1; i <= columns; i++) {
                    String value = rows.getString(i);
                    values.add(value == null ? "NULL" : value);
                }
                lines.add(String.join(" | ", values));
            }
        }
        Collections.sort(lines);
        return lines.isEmpty() ? "(no rows)" : String.join("\n", lines);
    }
}
