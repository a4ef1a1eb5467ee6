package dev.tidemill.learning.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.learning.feature.FeatureVector;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;

class StreamTest {
    private static final List<LongFunction<LabelledStream>> STREAMS =
            List.of(
                    seed -> new Sea(0.1, 100, seed),
                    seed -> new Agrawal(7, 0.1, seed),
                    seed -> new RotatingHyperplane(5, 2, 0.01, 0.1, 0.05, seed),
                    seed -> new Led(0.1, seed),
                    seed -> new RandomTree(0.1, seed, 1));

    @Test
    void theSameSeedGivesTheSameRows() {
        for (LongFunction<LabelledStream> streams : STREAMS) {
            assertEquals(text(streams.apply(1)), text(streams.apply(1)));
            assertTrue(!text(streams.apply(1)).equals(text(streams.apply(2))));
        }
    }

    private static String text(LabelledStream stream) {
        StringBuilder text = new StringBuilder();
        FeatureVector row = new FeatureVector(stream.space());
        for (int i = 0; i < 300; i++) {
            text.append(stream.next(row)).append(':');
            for (int n = 0; n < stream.space().numbers().size(); n++) {
                text.append(row.number(n)).append(' ');
            }
            for (int c = 0; c < stream.space().categories().size(); c++) {
                text.append(row.category(c)).append(' ');
            }
        }
        return text.toString();
    }

    /** Of most trees, both classes come, and other trees say otherwise of the same rows. */
    @Test
    void aRandomTreeSaysTheClassOfEachRow() {
        FeatureVector row = new FeatureVector(new RandomTree(0, 1, 1).space());
        int rules = 0;
        for (long treeSeed = 0; treeSeed < 20; treeSeed++) {
            RandomTree clean = new RandomTree(0, 5, treeSeed);
            RandomTree other = new RandomTree(0, 5, treeSeed + 1000);
            int ones = 0;
            int apart = 0;
            for (int i = 0; i < 500; i++) {
                int label = clean.next(row);
                ones += label;
                apart += label == other.next(row) ? 0 : 1;
            }
            rules += ones > 25 && ones < 475 && apart > 25 ? 1 : 0;
        }
        assertTrue(rules > 15, "trees that differ: " + rules);
    }

    /** The first rule is by age alone: 41 of the 61 years from 20 to 80 are not 40 to 59. */
    @Test
    void theFirstRuleOfLoansIsByAge() {
        Agrawal loans = new Agrawal(1, 0, 1);
        FeatureVector row = new FeatureVector(loans.space());
        int granted = 0;
        for (int i = 0; i < 20_000; i++) {
            int label = loans.next(row);
            double age = row.number(2);
            assertEquals(age < 40 || age >= 60 ? 0 : 1, label);
            granted += 1 - label;
        }
        assertEquals(41 / 61.0, granted / 20_000.0, 0.02);
    }

    /** Noise turns round as many labels as it says: the rows are the same with and without. */
    @Test
    void noiseTurnsLabelsRound() {
        Agrawal clean = new Agrawal(4, 0, 3);
        Agrawal noisy = new Agrawal(4, 0.2, 3);
        FeatureVector row = new FeatureVector(clean.space());
        int turned = 0;
        for (int i = 0; i < 10_000; i++) {
            turned += clean.next(row) == noisy.next(row) ? 0 : 1;
        }
        assertEquals(2000, turned, 200);
    }

    /** No two digits look alike. */
    @Test
    void withoutNoiseADisplayShowsItsDigit() {
        Led led = new Led(0, 1);
        FeatureVector row = new FeatureVector(led.space());
        Map<String, Integer> digits = new HashMap<>();
        for (int i = 0; i < 2000; i++) {
            int digit = led.next(row);
            StringBuilder segments = new StringBuilder();
            for (int s = 0; s < 7; s++) {
                segments.append(row.category(s)).append(' ');
            }
            Integer other = digits.putIfAbsent(segments.toString(), digit);
            assertEquals(digit, other == null ? digit : other);
        }
        assertEquals(10, digits.size());
    }

    @Test
    void friedmansTargetHasItsMeanAndDeviation() {
        Friedman friedman = new Friedman(1);
        FeatureVector row = new FeatureVector(friedman.space());
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < 50_000; i++) {
            double target = friedman.next(row);
            sum += target;
            squares += target * target;
        }
        double mean = sum / 50_000;
        assertEquals(14.4, mean, 0.1);
        assertEquals(4.98, Math.sqrt(squares / 50_000 - mean * mean), 0.1);
    }
}
