package dev.tidemill.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.sql.parse.CurrentUser;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RowExpressionTest {
    private static final Schema ROW =
            Schema.of(
                    new Field("name", Type.TEXT, true),
                    new Field("value", Type.BIGINT, true),
                    new Field("select", Type.BOOLEAN, true));

    private static String filter(String sql) {
        return RowExpression.filter("t", ROW, sql).orThrow().askedBy("ann").toString();
    }

    @Test
    void putsTheNameOfWhoeverAsksInPlace() {
        assertEquals("EQUAL($0, 'ann':TEXT):BOOLEAN", filter("name = current_user"));
        assertEquals("EQUAL($0, 'ann':TEXT):BOOLEAN", filter("name = CURRENT_USER -- or not"));
        assertEquals("EQUAL($0, 'current_user':TEXT):BOOLEAN", filter("name = 'current_user'"));
        assertEquals("$2", filter("\"select\""));
    }

    @Test
    void aNameCannotBecomeSql() {
        assertEquals(
                "EQUAL($0, ''' OR true --':TEXT):BOOLEAN",
                RowExpression.filter("t", ROW, "name = current_user")
                        .orThrow()
                        .askedBy("' OR true --")
                        .toString());
    }

    @Test
    void readsTheWordOutsideOfTextsAndCommentsOnly() {
        assertEquals(
                "'current_user' \"current_user\" /* current_user */ x_current_user -- current_user\n"
                        + "\"tidemill current user\"",
                CurrentUser.asColumn(
                        "'current_user' \"current_user\" /* current_user */ x_current_user"
                                + " -- current_user\ncurrent_user"));
    }

    @Test
    void aMaskHasTheColumnsType() {
        assertNull(RowExpression.mask("t", ROW, "'x'", Type.TEXT).problem());
        assertNull(RowExpression.mask("t", ROW, "value % 10", Type.BIGINT).problem());
        assertNotNull(RowExpression.mask("t", ROW, "value", Type.TEXT).problem());
        assertNull(RowExpression.classMask("left(value, 2)", Type.TEXT).problem());
        assertNotNull(RowExpression.classMask("left(value, 2)", Type.BIGINT).problem());
    }

    @Test
    void theMaskOfAClassIsOverAnyColumn() {
        assertEquals(
                RowExpression.mask("t", ROW, "lower(name)", Type.TEXT).orThrow().askedBy("ann"),
                RowExpression.classMask("lower(value)", Type.TEXT).orThrow().ofColumn(0, "ann"));
    }

    @Test
    void aClaimIsAValueThatTheTokenHas() {
        RowExpression read =
                RowExpression.filter("t", ROW, "name = Claim( 'a_1' ) OR name = 'claim(''a'')'")
                        .orThrow();
        String injected = "x' OR 'a' = 'a";
        assertEquals(
                RowExpression.filter(
                                "t", ROW, "name = 'x'' OR ''a'' = ''a' OR name = 'claim(''a'')'")
                        .orThrow()
                        .askedBy("ann"),
                read.askedBy("ann", Map.of("a_1", injected, "other", "y")));
        assertEquals(
                java.util.List.of("b"), found("\"claim\"('a') /* claim('a') */ || claim('b')"));
        assertNotNull(RowExpression.filter("t", ROW, "claim('A') = 'x'").problem());
        assertNotNull(RowExpression.filter("t", ROW, "claim(name) = 'x'").problem());
        assertNotNull(RowExpression.filter("t", ROW, "claim('a'").problem());
    }

    private static java.util.List<String> found(String sql) {
        java.util.List<String> found = new java.util.ArrayList<>();
        dev.tidemill.sql.parse.Claims.asColumns(sql, found);
        return found;
    }

    @Test
    void aDigestIsOfTheKeyToo() {
        assertEquals(Type.TEXT, RowExpression.hashed(0, "abc").type());
    }

    @Test
    void refusesWhatIsNotOfOneRow() {
        for (String sql :
                new String[] {
                    "",
                    "true) AS x, (true",
                    "true) FROM other --",
                    "(SELECT true)",
                    "EXISTS (SELECT 1 FROM t)",
                    "count(*) > 0",
                    "row_number() OVER () = 1",
                    "now() > TIMESTAMP '2001-01-01 00:00:00'",
                    "nothing",
                    "'",
                    "/*",
                    "value"
                }) {
            assertNotNull(RowExpression.filter("t", ROW, sql).problem(), sql);
        }
    }
}
