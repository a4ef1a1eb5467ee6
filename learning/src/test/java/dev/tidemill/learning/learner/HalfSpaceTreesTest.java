package dev.tidemill.learning.learner;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.learning.feature.FeatureSpace;
import dev.tidemill.learning.feature.FeatureVector;
import dev.tidemill.learning.random.SplitMix;
import java.util.List;
import org.junit.jupiter.api.Test;

class HalfSpaceTreesTest {
    private static final FeatureSpace SPACE = FeatureSpace.ofNumbers("a", "b");

    private static FeatureVector usual(SplitMix random, FeatureVector row) {
        double side = random.below(2) * 2.0 - 1;
        return row.number(0, 5 * side + 0.3 * random.gaussian())
                .number(1, 5 * side + 0.3 * random.gaussian());
    }

    private static HalfSpaceTrees learned(long seed, int rows) {
        HalfSpaceTrees trees = new HalfSpaceTrees(SPACE, seed);
        SplitMix random = new SplitMix(9);
        FeatureVector row = new FeatureVector(SPACE);
        for (int i = 0; i < rows; i++) {
            trees.learn(usual(random, row));
        }
        return trees;
    }

    /** Two crowds on a diagonal: the other corners are strange, though each number is usual. */
    @Test
    void scoresEmptyCornersAboveTheCrowds() {
        HalfSpaceTrees trees = learned(1, 1000);
        SplitMix random = new SplitMix(10);
        FeatureVector row = new FeatureVector(SPACE);
        double strange =
                Math.min(
                        trees.score(row.number(0, 5).number(1, -5)),
                        trees.score(row.number(0, -5).number(1, 5)));
        int above = 0;
        for (int i = 0; i < 1000; i++) {
            above += trees.score(usual(random, row)) >= strange ? 1 : 0;
        }
        assertTrue(above < 20, "%d of 1000 usual rows score %s".formatted(above, strange));
    }

    /** What was strange is not any more, a window after it became usual. */
    @Test
    void judgesByTheLastWindow() {
        HalfSpaceTrees trees = learned(1, 1000);
        FeatureVector row = new FeatureVector(SPACE).number(0, 5).number(1, -5);
        double before = trees.score(row);
        for (int i = 0; i < HalfSpaceTrees.WINDOW_DEFAULT; i++) {
            trees.learn(row);
        }
        assertTrue(trees.score(row) < before - 1, trees.score(row) + " after " + before);
    }

    @Test
    void saysNothingInItsFirstWindow() {
        FeatureVector row = new FeatureVector(SPACE).number(0, 100).number(1, 100);
        assertEquals(0, learned(1, HalfSpaceTrees.WINDOW_DEFAULT - 1).score(row));
        assertTrue(learned(1, HalfSpaceTrees.WINDOW_DEFAULT).score(row) > 0);
    }

    @Test
    void theSameSeedScoresTheSameAndMemoryDoesNotGrow() {
        HalfSpaceTrees trees = learned(3, 300);

        assertArrayEquals(StoredModel.write(trees), StoredModel.write(learned(3, 300)));
        assertEquals(trees.bytes(), learned(3, 3000).bytes());
    }

    @Test
    void outlivesMissingAndWildNumbers() {
        HalfSpaceTrees trees = learned(1, 300);
        FeatureVector row = new FeatureVector(SPACE);
        for (int i = 0; i < 600; i++) {
            row.clear();
            if (i % 3 > 0) {
                row.number(0, i % 3 == 1 ? 1e100 : -1e100);
            }
            double score = trees.score(row);
            assertTrue(score >= 0 && Double.isFinite(score), "score " + score);
            trees.learn(row);
        }
    }

    @Test
    void hasNoMoreNodesThanItsBound() {
        assertThrows(
                IllegalArgumentException.class, () -> new HalfSpaceTrees(SPACE, 1000, 15, 250, 1));
        assertThrows(
                IllegalArgumentException.class,
                () -> new HalfSpaceTrees(FeatureSpace.of(List.of(), List.of("kind")), 1));
    }
}
