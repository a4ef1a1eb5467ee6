package dev.tidemill.sql.statement;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ParameterTextTest {
    @Test
    void findsParametersOutsideOfQuotesAndComments() {
        String sql =
                "SELECT $2, '$1', \"$1\", a$1, $tag$ $1 $tag$, E'\\'$1' -- $1\n"
                        + ", /* $1 /* $1 */ $1 */ x=$1::int, '''$1', $10";
        ParameterText text = ParameterText.of(sql);
        assertArrayEquals(new int[] {1, 0, 9}, text.numbers());
        assertEquals(10, text.count());
        assertEquals(sql.length(), text.withQuestionMarks().length());
        assertEquals(
                sql.replace("$2", "<2>").replace("x=$1", "x=<1>").replace("$10", "<10>"),
                text.with(number -> "<" + (number + 1) + ">"));
    }

    @Test
    void leavesTextWithoutParametersAsItIs() {
        for (String sql : List.of("", "$", "$$", "$$ $1 $$", "'$1", "/* $1", "$a $1$a", "x$1")) {
            ParameterText text = ParameterText.of(sql);
            assertEquals(sql.equals("$a $1$a") ? 1 : 0, text.count(), sql);
        }
    }

    @Test
    void refusesNumbersThatThereAreNot() {
        for (String sql : List.of("$0", "$65536", "$99999999999999999999")) {
            assertEquals(
                    ErrorCode.SYNTAX_ERROR,
                    assertThrows(TidemillException.class, () -> ParameterText.of(sql), sql)
                            .errorCode());
        }
    }

    @Test
    void partsStatements() {
        assertEquals(
                List.of("SELECT ';'", "-- ;\nSELECT $$;$$", "SELECT 3 /* ; */"),
                SqlTokens.statements(
                        "SELECT ';';\n-- ;\nSELECT $$;$$;; \n SELECT 3 /* ; */ ; -- x"));
        assertEquals(List.of(), SqlTokens.statements(" ; -- nothing\n;"));
    }

    @Test
    void meetsGarbage() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String parts = "$1'\"-/*;Ea \n\\";
        for (int i = 0; i < 50_000; i++) {
            StringBuilder sql = new StringBuilder();
            for (int n = random.nextInt(14); n > 0; n--) {
                sql.append(parts.charAt(random.nextInt(parts.length())));
            }
            try {
                ParameterText text = ParameterText.of(sql.toString());
                assertEquals(
                        sql.toString(), text.with(number -> "$" + (number + 1)), "seed " + seed);
                assertEquals(sql.length(), text.withQuestionMarks().length(), "seed " + seed);
            } catch (TidemillException e) {
                assertEquals(ErrorCode.SYNTAX_ERROR, e.errorCode(), "seed " + seed + ": " + sql);
            }
            List<String> _ = SqlTokens.statements(sql.toString());
        }
    }
}
