package dev.tidemill.algebra.jsonpath;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.error.ErrorCode;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class JsonPathTest {
    private static final int TEXTS = 20_000;

    private static final List<String> WORDS =
            List.of(
                    "$",
                    "@",
                    "$x",
                    "$\"y z\"",
                    ".",
                    ".a",
                    ".\"b\"",
                    ".*",
                    ".**",
                    "{1 to last}",
                    "[",
                    "]",
                    "[*]",
                    "[0]",
                    "[1 to last]",
                    "last",
                    "?",
                    "(",
                    ")",
                    "? (@.a == 1)",
                    "&&",
                    "||",
                    "!",
                    "==",
                    "!=",
                    "<>",
                    "<",
                    "<=",
                    "exists(",
                    "is unknown",
                    "starts with",
                    "like_regex",
                    "flag",
                    "\"i\"",
                    "\"a\\u0041\"",
                    "\"",
                    "\\",
                    ".size()",
                    ".type()",
                    ".double()",
                    ".decimal(3, 1)",
                    ".datetime()",
                    "1",
                    "1.5e3",
                    "0x1F",
                    "1_0",
                    "9999999999",
                    "true",
                    "null",
                    "strict",
                    "lax",
                    "+",
                    "-",
                    "*",
                    "/",
                    "%",
                    ",",
                    "to",
                    "/*",
                    "*/",
                    "é",
                    "\uD83D");

    private static JsonPathError refused(String text) {
        return assertThrows(JsonPathError.class, () -> JsonPath.parse(text), text);
    }

    @Test
    void saysWhereAPathIsWrong() {
        assertEquals(4, refused("$.a b").offset());
        assertEquals(4, refused("$ ? @.a").offset());
        assertEquals(0, refused("@.a").offset());
        assertEquals(7, refused("$.a == ").offset());
        assertEquals(6, refused("$[last").offset());
        assertEquals(0, refused("").offset());
        assertEquals(2, refused("$.\"a").offset());
        assertEquals(6, refused("$.a ?(@.b)").offset());
        assertEquals(ErrorCode.SYNTAX_ERROR, refused("$.a.b(").code());
    }

    @Test
    void refusesWhatIsNotSupportedByName() {
        JsonPathError error = refused("$.at.datetime()");
        assertEquals(ErrorCode.UNSUPPORTED_SQL, error.code());
        assertEquals(5, error.offset());
        assertTrue(error.reason().contains(".datetime()"), error.reason());
        assertEquals(ErrorCode.UNSUPPORTED_SQL, refused("$.keyvalue()").code());
        assertEquals(
                ErrorCode.UNSUPPORTED_SQL, refused("$ ? (@ like_regex \"a\" flag \"x\")").code());
    }

    @Test
    void knowsItsVariables() throws JsonPathError {
        assertEquals(
                Set.of("x", "y z"), JsonPath.parse("$.a ? (@ > $x && @ < $\"y z\")").variables());
    }

    @Test
    void bindsAsPostgresDoes() throws JsonPathError {
        assertEquals(JsonPath.parse("1 + (2 * (-3))"), JsonPath.parse("1 + 2 * -3"));
        assertEquals(
                JsonPath.parse("$ ? ((@.a == 1) || ((@.b == 2) && (@.c == 3)))"),
                JsonPath.parse("$ ? (@.a == 1 || @.b == 2 && @.c == 3)"));
        assertEquals(JsonPath.parse("$.a.b"), JsonPath.parse("lax ($.a).b"));
    }

    @Test
    void boundsItsNestingAndItsLength() {
        for (String deep :
                List.of(
                        "(".repeat(100_000),
                        "-".repeat(100_000) + "1",
                        "$" + "[".repeat(100_000),
                        "$" + "[$".repeat(100_000),
                        "$" + "?(@".repeat(100_000),
                        "$" + "?(exists(@".repeat(100_000),
                        "$ ? (" + "!(".repeat(100_000),
                        "$" + ".a".repeat(100_000),
                        "1" + " + 1".repeat(100_000),
                        "$ ? (@ == 1" + " && @ == 1".repeat(100_000) + ")",
                        "$[0" + ", 0".repeat(100_000) + "]")) {
            refused(deep);
        }
    }

    @Test
    void readsOrRefusesWhateverComes() {
        long seed = Long.getLong("tidemill.seed", System.nanoTime());
        Random random = new Random(seed);
        int read = 0;
        for (int i = 0; i < TEXTS; i++) {
            String text = random.nextBoolean() ? words(random) : characters(random);
            try {
                JsonPath path = JsonPath.parse(text);
                assertEquals(path, JsonPath.parse(text));
                read++;
            } catch (JsonPathError e) {
                boolean inside = e.offset() >= 0 && e.offset() <= text.length();
                assertTrue(inside, "seed " + seed + ": " + text);
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + text, e);
            }
        }
        assertTrue(read > 0, "some of the texts are paths");
    }

    private static String words(Random random) {
        StringBuilder text = new StringBuilder();
        int count = 1 + random.nextInt(12);
        for (int i = 0; i < count; i++) {
            text.append(WORDS.get(random.nextInt(WORDS.size())));
            text.append(random.nextInt(3) == 0 ? " " : "");
        }
        return text.toString();
    }

    private static String characters(Random random) {
        StringBuilder text = new StringBuilder(random.nextBoolean() ? "$" : "");
        int count = random.nextInt(20);
        for (int i = 0; i < count; i++) {
            text.append(
                    (char)
                            (random.nextInt(20) == 0
                                    ? random.nextInt(65_536)
                                    : 32 + random.nextInt(95)));
        }
        return text.toString();
    }
}
