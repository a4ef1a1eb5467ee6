package dev.tidemill.engine.expression;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainRegexTest {
    private static final List<String> PARTS =
            List.of(
                    "a", "b", "ab", "é", "&", "\\.", "(", ")", "[^&]*", "[^a]+", "[a-c]*", "[ab]",
                    "[ab]+", ".", ".*", "\\d+", "\\w*", "$", "^", "(?:&|^)", "(?:a|b)", "|", "x*",
                    "[", "]", "{2}", "?", "*", "[^]a]", "[]a]", "[a-]", "\\s", "é*", "(?i)");

    private static final String LETTERS = "aabbcé&.x12 \n😀";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(?:&|^)channel_id=([^&]*)",
                "^[a-z]+$",
                "=([^&]*)&",
                "id",
                "a\\.b",
                "^\\d+-\\d+$",
                "^([^/]*)/"
            })
    void takesWhatIsPlain(String pattern) {
        assertNotNull(PlainRegex.of(pattern, 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a|b",
                "a*a",
                "(a)(b)",
                "[^a]",
                "x?",
                "a{2}",
                "(?i)a",
                ".*a",
                "[[:alpha:]]",
                "a$b",
                "(a)*",
                "(a",
                "a)",
                "[a",
                "\\bfoo",
                "[^&]*",
                "(a$)",
                "a(?:b)"
            })
    void leavesTheRest(String pattern) {
        assertNull(PlainRegex.of(pattern, 0));
        assertNull(PlainRegex.of("a", Pattern.CASE_INSENSITIVE));
    }

    @Test
    void findsWhatTheLibraryFinds() {
        long seed = Long.getLong("tidemill.seed", System.nanoTime());
        System.out.println("seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        int plain = 0;
        for (int round = 0; round < 300_000; round++) {
            StringBuilder pattern = new StringBuilder();
            for (int parts = 1 + random.nextInt(5); parts > 0; parts--) {
                pattern.append(PARTS.get(random.nextInt(PARTS.size())));
            }
            Pattern known;
            try {
                known = Pattern.compile(pattern.toString());
            } catch (PatternSyntaxException e) {
                continue;
            }
            PlainRegex found = PlainRegex.of(pattern.toString(), 0);
            if (found != null) {
                plain++;
                for (int text = 0; text < 6; text++) {
                    agrees(known, found, drawn(random));
                }
            }
        }
        assertTrue(plain > 5_000, plain + " were plain");
    }

    private static String drawn(SplittableRandom random) {
        int[] letters = LETTERS.codePoints().toArray();
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(12); length > 0; length--) {
            text.appendCodePoint(letters[random.nextInt(letters.length)]);
        }
        return text.toString();
    }

    private static void agrees(Pattern known, PlainRegex plain, String text) {
        byte[] bytes = ("<" + text + ">").getBytes(UTF_8);
        long found = plain.find(bytes, 1, bytes.length - 1);
        Matcher matcher = known.matcher(text);
        String place = known.pattern() + " in <" + text + ">";
        if (!matcher.find()) {
            assertEquals(PlainRegex.NONE, found, place);
            return;
        }
        assertTrue(found >= 0, place);
        int start = (int) (found >>> 32);
        assertEquals(
                matcher.groupCount() > 0 ? matcher.group(1) : matcher.group(),
                new String(bytes, start, (int) found - start, UTF_8),
                place);
    }

    @Test
    void leavesTextsThatAskForTooManySteps() {
        PlainRegex plain = PlainRegex.of("a[^b]*b", 0);
        assertNotNull(plain);
        byte[] text = "a".repeat(100_000).getBytes(UTF_8);
        assertEquals(PlainRegex.UNDECIDED, plain.find(text, 0, text.length));
    }
}
