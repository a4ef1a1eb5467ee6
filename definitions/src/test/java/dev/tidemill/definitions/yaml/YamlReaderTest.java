package dev.tidemill.definitions.yaml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.error.Place;
import dev.tidemill.definitions.problem.Problem;
import dev.tidemill.definitions.problem.Problems;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class YamlReaderTest {

    @Test
    void knowsWhereKeysAndValuesStand() {
        var problems = new Problems();
        YamlFile file =
                YamlReader.read("f.yaml", "a: 1\nb:\n  - x\n  - c/d: true\n", problems)
                        .orElseThrow();
        assertEquals(new Place("f.yaml", 3, 5), file.placeOf("/b/0"));
        assertEquals(new Place("f.yaml", 4, 5), file.placeOfKey("/b/1/c~1d"));
        assertEquals(new Place("f.yaml", 4, 10), file.placeOf("/b/1/c~1d"));
        assertEquals(file.placeOf("/b/0"), file.placeOf("/b/0/missing"));
        assertTrue(file.top().at("b").items().get(1).at("c/d").booleanOr(false));
    }

    @Test
    void placesWhatTheParserRefuses() {
        assertTrue(only("a: 1\nb: [1, 2\nc: 3\n").line() > 1);
        assertEquals(2, only("a: 1\na: 2\n").line());
        assertEquals(new Place("f.yaml", 1, 1), only("").place());
        assertEquals("the file must be a mapping of keys to values", only("- 1\n").message());
        assertEquals("a second document; a file holds one", only("a: 1\n---\nb: 2\n").message());
        assertEquals("aliases are not supported", only("a: &x 1\nb: *x\n").message());
        assertFalse(only("a: \u0001\n").message().isEmpty());
        assertFalse(only("a: 'open\n").message().isEmpty());
        assertFalse(only("a:\n\t- 1\n").message().isEmpty());
    }

    @Test
    void refusesDeepNestingWithoutFailing() {
        assertFalse(only("a: " + "[".repeat(20_000)).message().isEmpty());
    }

    @Test
    void neverFailsOnGarbage() {
        for (long seed = 0; seed < 300; seed++) {
            var random = new Random(seed);
            var text = new StringBuilder();
            String alphabet = "ab:- \n\t[]{}'\"&*!|>%@`#,?0.\u00e9\ud83d\ude00\u0000";
            int length = random.nextInt(60);
            for (int i = 0; i < length; i++) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            var problems = new Problems();
            boolean read = YamlReader.read("f.yaml", text.toString(), problems).isPresent();
            assertEquals(problems.count() == 0, read, "seed " + seed);
        }
    }

    private static Problem only(String text) {
        var problems = new Problems();
        assertTrue(YamlReader.read("f.yaml", text, problems).isEmpty(), text);
        List<Problem> found = problems.sorted();
        assertEquals(1, found.size(), found.toString());
        return found.getFirst();
    }
}
