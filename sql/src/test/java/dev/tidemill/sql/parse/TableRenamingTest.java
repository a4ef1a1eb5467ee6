package dev.tidemill.sql.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tidemill.sql.Planner;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Queries over other tables keep all of their text but the names in FROM. */
class TableRenamingTest {
    private static final Map<String, String> NAMES = Map.of("a", "p_a", "b", "p_b");

    private static String renamed(String sql) {
        return Planner.renamed(sql, NAMES);
    }

    @Test
    void nameGoesOnAsTheAlias() {
        assertEquals(
                "SELECT a.x FROM p_a AS a WHERE a.x > 'a'",
                renamed("SELECT a.x FROM a WHERE a.x > 'a'"));
    }

    @Test
    void aliasThatIsThereStays() {
        assertEquals("SELECT t.x FROM p_a AS t, p_b u", renamed("SELECT t.x FROM a AS t, b u"));
    }

    @Test
    void joinsSubqueriesAndLinesAreFollowed() {
        assertEquals(
                """
                -- a and b
                SELECT a.x,
                  (SELECT max(y) FROM p_b AS b WHERE b.x = a.x) AS m
                FROM c
                  JOIN p_a AS a ON a.x = c.x
                UNION ALL SELECT x, y FROM (SELECT x, y FROM p_b AS b) AS s""",
                renamed(
                        """
                        -- a and b
                        SELECT a.x,
                          (SELECT max(y) FROM b WHERE b.x = a.x) AS m
                        FROM c
                          JOIN a ON a.x = c.x
                        UNION ALL SELECT x, y FROM (SELECT x, y FROM b) AS s"""));
    }

    @Test
    void whatWithDefinesIsNoTable() {
        assertEquals(
                "WITH a AS (SELECT x FROM p_a AS a), c AS (SELECT x FROM a) SELECT x FROM c, p_b AS b",
                renamed("WITH a AS (SELECT x FROM a), c AS (SELECT x FROM a) SELECT x FROM c, b"));
    }

    @Test
    void quotedNamesAreFound() {
        assertEquals("SELECT x FROM p_a AS a", renamed("SELECT x FROM \"a\""));
        assertEquals(
                "SELECT x FROM \"P a\" AS a",
                Planner.renamed("SELECT x FROM a", Map.of("a", "P a")));
    }

    @Test
    void otherTablesStay() {
        assertEquals("SELECT x FROM c", renamed("SELECT x FROM c"));
    }
}
