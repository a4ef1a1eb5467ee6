package dev.tidemill.definitions.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ByteClassMatcherTest {
    private static final List<String> SIMPLE =
            List.of(
                    "^[A-Z]{3}$",
                    "^[A-Z0-9]{3,4}$",
                    "^\\d{2}-\\d{2}$",
                    "^[a-z][0-9]*$",
                    "^a?b+$",
                    "^[-a]+$",
                    "^[a-]{2,}$",
                    "^a\\.b$",
                    "^$",
                    "^ab{0}c$");

    @Test
    void agreesWithRe2OnRandomTexts() {
        for (String pattern : SIMPLE) {
            ByteClassMatcher simple = ByteClassMatcher.of(pattern).orElseThrow();
            RegexMatcher full = RegexMatcher.of(pattern);
            for (long seed = 0; seed < 2_000; seed++) {
                byte[] text = text(new Random(seed));
                assertEquals(
                        full.matches(text, 1, text.length - 1),
                        simple.matches(text, 1, text.length - 1),
                        () -> pattern + " on " + new String(text, UTF_8));
            }
        }
    }

    private static byte[] text(Random random) {
        String alphabet = "AZaab019-.cä\n";
        var text = new StringBuilder("x");
        int length = random.nextInt(6);
        for (int i = 0; i < length; i++) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString().getBytes(UTF_8);
    }

    @Test
    void leavesOtherPatternsToRe2() {
        for (String pattern :
                List.of(
                        "[A-Z]{3}",
                        "^a|b$",
                        "^(a)$",
                        "^a*a$",
                        "^[^a]$",
                        "^.$",
                        "^a+?$",
                        "^\\w$",
                        "^ä$",
                        "^[a-]z-]$",
                        "^a{1$",
                        "^a{,2}$",
                        "^[z-a]$",
                        "^[]$",
                        "^a$$",
                        "^[a",
                        "^[[:alpha:]]$",
                        "^a{2}{3}$",
                        "^(?i)a$",
                        "^\\",
                        "^\\$")) {
            assertTrue(ByteClassMatcher.of(pattern).isEmpty(), pattern);
        }
    }
}
