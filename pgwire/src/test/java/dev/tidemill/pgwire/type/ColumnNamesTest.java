package dev.tidemill.pgwire.type;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tidemill.pgwire.sql.StatementText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names as PostgreSQL 17 gives them to the same expressions. */
class ColumnNamesTest {
    private static String shown(String sql, String name) {
        return ColumnNames.of(StatementText.of(sql)).shown(name);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "count_star(); count",
                "sum(price); sum",
                "min(\"day\"); min",
                "count(*) FILTER (WHERE (x > 1)); count",
                "row_number() OVER (ORDER BY x); row_number",
                "main.list_value(1, 2); array",
                "\"left\"(name, 2); left",
                "1; ?column?",
                "1.50; ?column?",
                "NULL; ?column?",
                "'text'; ?column?",
                "(a + b); ?column?",
                "-(a); ?column?",
                "CAST(a AS INTEGER); a",
                "CAST('1' AS INTEGER); int4",
                "CAST(lower(a) AS VARCHAR); lower",
                "CAST('x' AS TIMESTAMP WITH TIME ZONE); timestamptz",
                "CASE  WHEN (a) THEN (1) ELSE 2 END; case",
                "tags[1]; tags",
                "name; name",
                "größe; größe",
                "my column; my column",
                "col0; col0"
            })
    void namesColumnsByTheirExpressions(String name, String expected) {
        assertEquals(expected, shown("SELECT something", name));
    }

    @Test
    void leavesNamesThatTheStatementGives() {
        assertEquals("sum(price)", shown("SELECT 1 AS \"sum(price)\"", "sum(price)"));
        assertEquals("1", shown("SELECT 2 AS \"1\"", "1"));
        assertEquals("column2", shown("VALUES (1, 2)", "col1"));
        assertEquals("extract", shown("SELECT extract(year FROM d)", "date_part('year', d)"));
        assertEquals("date_part", shown("SELECT date_part('year', d)", "date_part('year', d)"));
    }
}
