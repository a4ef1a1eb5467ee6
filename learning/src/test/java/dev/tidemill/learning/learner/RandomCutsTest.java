package dev.tidemill.learning.learner;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.learning.feature.FeatureSpace;
import dev.tidemill.learning.feature.FeatureVector;
import dev.tidemill.learning.random.SplitMix;
import java.util.List;
import org.junit.jupiter.api.Test;

class RandomCutsTest {
    private static final FeatureSpace SPACE = FeatureSpace.ofNumbers("load", "latency");

    private static RandomCuts detector() {
        return new RandomCuts(SPACE, RandomCutOptions.standard(), 1);
    }

    /** Latency follows load; a row is strange when it does not, though each number is usual. */
    private static FeatureVector usual(SplitMix random, FeatureVector row) {
        double load = random.uniform(0, 1000);
        return row.number(0, load).number(1, load * 1e-6 + 2e-5 * random.gaussian());
    }

    @Test
    void scoresRowsThatBreakTheRuleAboveNearlyAllOthers() {
        RandomCuts detector = detector();
        SplitMix random = new SplitMix(5);
        FeatureVector row = new FeatureVector(SPACE);
        int above = 0;
        double strange = Double.POSITIVE_INFINITY;
        double[] scores = new double[2000];
        for (int i = 0; i < 4000; i++) {
            double score = detector.score(usual(random, row));
            if (i >= 2000) {
                scores[i - 2000] = score;
            }
            detector.learn(row);
        }
        for (int i = 0; i < 10; i++) {
            row.number(0, 50 + i).number(1, 900e-6);
            strange = Math.min(strange, detector.score(row));
        }
        for (double score : scores) {
            above += score >= strange ? 1 : 0;
        }
        assertTrue(above < 20, "%d of 2000 usual rows score %s".formatted(above, strange));
    }

    @Test
    void saysNothingBeforeItHasSeenEnough() {
        RandomCuts detector = detector();
        SplitMix random = new SplitMix(5);
        FeatureVector row = new FeatureVector(SPACE);
        for (int i = 0; i < 64; i++) {
            assertEquals(0, detector.score(usual(random, row)));
            detector.learn(row);
        }
        detector.learn(row);

        assertTrue(detector.score(row.number(0, 1e9)) > 0);
    }

    @Test
    void theSameSeedScoresTheSame() {
        RandomCuts one = detector();
        RandomCuts other = detector();
        RandomCuts seeded = new RandomCuts(SPACE, RandomCutOptions.standard(), 2);
        SplitMix random = new SplitMix(5);
        FeatureVector row = new FeatureVector(SPACE);
        boolean differs = false;
        for (int i = 0; i < 600; i++) {
            usual(random, row);
            double score = one.score(row);
            assertEquals(score, other.score(row));
            differs |= score != seeded.score(row);
            List.of(one, other, seeded).forEach(detector -> detector.learn(row));
        }
        assertTrue(differs);
        assertArrayEquals(StoredModel.write(one), StoredModel.write(other));
    }

    @Test
    void outlivesMissingAndWildNumbers() {
        RandomCuts detector = detector();
        SplitMix random = new SplitMix(5);
        FeatureVector row = new FeatureVector(SPACE);
        for (int i = 0; i < 1000; i++) {
            switch (i % 4) {
                case 0 -> row.clear();
                case 1 -> row.number(0, 1e100).number(1, -1e100);
                case 2 -> row.number(0, 0).number(1, Double.MIN_VALUE);
                default -> usual(random, row);
            }
            double score = detector.score(row);
            assertTrue(score >= 0 && Double.isFinite(score), "score " + score);
            detector.learn(row);
        }
    }

    /** The state is no larger after twenty times as many rows, and never beyond what it says. */
    @Test
    void takesNoMoreMemoryWithMoreRows() {
        RandomCuts detector = detector();
        SplitMix random = new SplitMix(5);
        FeatureVector row = new FeatureVector(SPACE);
        int early = 0;
        for (int i = 1; i <= 20_000; i++) {
            detector.learn(usual(random, row));
            early = i == 1000 ? StoredModel.write(detector).length : early;
        }
        int late = StoredModel.write(detector).length;

        assertTrue(late < 1.5 * early, "%d bytes, then %d".formatted(early, late));
        assertTrue(late < detector.bytes(), "%d of %d".formatted(late, detector.bytes()));
    }

    @Test
    void refusesRowsOfOtherFeaturesAndSpacesWithoutNumbers() {
        RandomCuts detector = detector();
        FeatureVector other = new FeatureVector(FeatureSpace.ofNumbers("a"));

        assertEquals(
                ErrorCode.UNLEARNABLE,
                assertThrows(TidemillException.class, () -> detector.learn(other)).errorCode());
        assertThrows(
                IllegalArgumentException.class,
                () ->
                        new RandomCuts(
                                FeatureSpace.of(List.of(), List.of("kind")),
                                RandomCutOptions.standard(),
                                1));
    }
}
