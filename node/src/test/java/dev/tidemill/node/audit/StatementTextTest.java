package dev.tidemill.node.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** What the audit log keeps of statements says what was asked, and of nobody. */
class StatementTextTest {
    private static void assertKept(String kept, String statement) {
        assertEquals(kept, StatementText.withoutValues(statement));
    }

    @Test
    void textsAndNumbersAreLeftOut() {
        assertKept(
                "SELECT * FROM people WHERE email = ? LIMIT ?",
                "SELECT * FROM people WHERE email = 'ada@example.com' LIMIT 10");
        assertKept(
                "INSERT INTO people VALUES (?, ?, -?, ?)",
                "INSERT INTO people VALUES (7, 'O''Hara', -1.5e-3, 0x1F)");
        assertKept("SELECT a1, t2.b_3 FROM t2", "SELECT a1, t2.b_3 FROM t2");
        assertKept("SELECT DATE ?, ?::UUID", "SELECT DATE '2001-01-01', 'abc'::UUID");
        assertKept("EXECUTE p ($1, $2)", "EXECUTE p ($1, $2)");
    }

    @Test
    void textsOfOtherFormsAreLeftOut() {
        assertKept("SELECT ?, ?", "SELECT E'a\\'ada', 'b'");
        assertKept("SELECT ?, ?", "SELECT $$it's ada$$, $tag$ $$ ada $tag$");
        assertKept("SELECT ?", "SELECT x'616461'");
        assertKept("SELECT ?", "SELECT 'ada never ends");
        assertKept("SELECT ?", "SELECT $$ada never ends");
    }

    @Test
    void commentsAreLeftOut() {
        assertKept("SELECT a \nFROM t", "SELECT a -- of ada\nFROM t");
        assertKept("SELECT   a", "SELECT /* of /* ada */ ada */ a");
        assertKept("SELECT a", "SELECT a /* of ada");
        assertKept("SELECT ?", "SELECT '-- no comment'");
    }

    @Test
    void onlyPlainNamesAreKept() {
        assertKept("SELECT \"Order_1\" FROM \"t\"", "SELECT \"Order_1\" FROM \"t\"");
        assertKept("SELECT \"?\"", "SELECT \"ada@example.com\"");
        assertKept("WHERE email = ? AND a", "WHERE email = ada.lovelace@example.com AND a");
        assertKept("WHERE email = ?)", "WHERE email = 7ada@example.com)");
    }

    /** Whatever is sent, reading it ends and no text between apostrophes is kept. */
    @Test
    void anythingIsRead() {
        String parts = "ada'\"$-/*\\ 7.e@\n\ud83d(";
        Random random = new Random(11);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(30); length > 0; length--) {
                text.append(parts.charAt(random.nextInt(parts.length())));
            }
            String kept = StatementText.withoutValues(text.toString());
            assertFalse(kept.contains("'"), () -> text + " is kept as " + kept);
        }
    }
}
