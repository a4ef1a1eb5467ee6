package dev.tidemill.learning.learner;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.learning.feature.FeatureSpace;
import dev.tidemill.learning.feature.FeatureVector;
import dev.tidemill.learning.random.SplitMix;
import dev.tidemill.learning.stream.Friedman;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RegressionTreeTest {
    private static final FeatureSpace SPACE = FeatureSpace.of(List.of("a"), List.of("kind"));

    private static TreeOptions eager() {
        return TreeOptions.standard().withGracePeriod(50).withDelta(0.05);
    }

    private static RegressionTree grown(TreeOptions options) {
        Friedman stream = new Friedman(1);
        RegressionTree tree = new RegressionTree(stream.space(), options, 1);
        Prequential.run(tree, stream, 20_000);
        return tree;
    }

    /** A step, and one kind apart: what no line can tell. */
    private static double target(FeatureVector row, int kind) {
        return (row.number(0) > 0.3 ? 10 : -10) + (kind == 2 ? 100 : 0);
    }

    @Test
    void findsAStepOfANumberAndACategoryApart() {
        RegressionTree tree =
                new RegressionTree(
                        SPACE, TreeOptions.standard().withLeaves(LeafPrediction.MAJORITY), 1);
        SplitMix random = new SplitMix(1);
        FeatureVector row = new FeatureVector(SPACE);
        double worst = 0;
        for (int i = 0; i < 20_000; i++) {
            int kind = random.below(4);
            row.number(0, random.uniform()).category(0, kind);
            double target = target(row, kind);
            boolean nearStep = Math.abs(row.number(0) - 0.3) < 0.03;
            if (i >= 15_000 && !nearStep) {
                worst = Math.max(worst, Math.abs(tree.predict(row) - target));
            }
            tree.learn(row, target);
        }
        assertTrue(worst < 3, "off by " + worst);
        assertTrue(tree.nodes() >= 7, "nodes " + tree.nodes());
    }

    @Test
    void tellsNothingBeyondTheTargetsItHasSeen() {
        RegressionTree tree =
                new RegressionTree(
                        SPACE, TreeOptions.standard().withLeaves(LeafPrediction.NAIVE_BAYES), 1);
        SplitMix random = new SplitMix(1);
        FeatureVector row = new FeatureVector(SPACE);
        for (int i = 0; i < 3000; i++) {
            row.number(0, random.uniform());
            tree.learn(row, row.number(0));
        }

        assertTrue(tree.predict(row.number(0, 1e6)) <= 1);
        assertTrue(tree.predict(row.number(0, -1e6)) >= 0);
        assertEquals(0.5, tree.predict(row.number(0, 0.5)), 0.05);
    }

    @Test
    void hasNoMoreNodesThanItMay() {
        assertTrue(grown(eager()).nodes() > 15);
        assertEquals(15, grown(eager().withNodesMax(15)).nodes());
        assertEquals(1, grown(eager().withNodesMax(2)).nodes());
    }

    @Test
    void takesNoMoreMemoryThanItMay() {
        long bound = grown(eager()).bytes() / 3;
        Friedman stream = new Friedman(1);
        RegressionTree tree = new RegressionTree(stream.space(), eager().withBytesMax(bound), 1);
        for (int i = 0; i < 20; i++) {
            Prequential.run(tree, stream, TreeMemory.ROWS_BETWEEN);
            assertTrue(tree.bytes() < bound * 1.2, "%d of %d".formatted(tree.bytes(), bound));
        }
        assertTrue(tree.nodes() > 3);
    }

    @Test
    void aForestIsTheSameFromTheSameSeed() {
        byte[] once = StoredModel.write(forest(1));

        assertArrayEquals(once, StoredModel.write(forest(1)));
        assertTrue(!Arrays.equals(once, StoredModel.write(forest(2))));
    }

    private static RegressionForest forest(long seed) {
        Friedman stream = new Friedman(1);
        RegressionForest forest =
                new RegressionForest(stream.space(), ForestOptions.standard().withTrees(3), seed);
        Prequential.run(forest, stream, 2000);
        return forest;
    }

    /** Where the target turns round a forest is soon as good as before, and a tree is not. */
    @Test
    void aForestReplacesWhatHoldsNoMore() {
        RegressionForest forest = new RegressionForest(SPACE, 1);
        RegressionTree tree = new RegressionTree(SPACE);
        double forestError = 0;
        double treeError = 0;
        SplitMix random = new SplitMix(1);
        FeatureVector row = new FeatureVector(SPACE);
        for (int i = 0; i < 12_000; i++) {
            int kind = random.below(4);
            row.number(0, random.uniform()).category(0, kind);
            double target = target(row, kind) * (i < 6000 ? 1 : -1);
            if (i >= 10_000) {
                forestError += Math.abs(forest.predict(row) - target);
                treeError += Math.abs(tree.predict(row) - target);
            }
            forest.learn(row, target);
            tree.learn(row, target);
        }
        assertTrue(forest.drifts() > 0);
        assertTrue(forest.warnings() >= forest.drifts());
        assertTrue(forestError < treeError / 2, forestError + " beside " + treeError);
    }
}
