package dev.tidemill.learning.learner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.learning.feature.FeatureSpace;
import dev.tidemill.learning.feature.FeatureVector;
import dev.tidemill.learning.random.SplitMix;
import dev.tidemill.learning.stream.Agrawal;
import java.util.List;
import org.junit.jupiter.api.Test;

class TreeBoundTest {
    private static final int ROWS = 30_000;

    private static HoeffdingTree grown(TreeOptions options) {
        Agrawal loans = new Agrawal(5, 0.05, 1);
        HoeffdingTree tree = new HoeffdingTree(loans.space(), 2, options, 1);
        FeatureVector row = new FeatureVector(loans.space());
        for (int i = 0; i < ROWS; i++) {
            int label = loans.next(row);
            tree.learn(row, label);
        }
        return tree;
    }

    private static TreeOptions eager() {
        return TreeOptions.standard().withGracePeriod(50).withDelta(0.05);
    }

    @Test
    void hasNoMoreNodesThanItMay() {
        assertTrue(grown(eager()).nodes() > 15);
        assertEquals(15, grown(eager().withNodesMax(15)).nodes());
        assertEquals(1, grown(eager().withNodesMax(2)).nodes());
    }

    /** The leaves that matter least give their statistics up; what is left still learns. */
    @Test
    void takesNoMoreMemoryThanItMay() {
        long free = grown(eager()).bytes();
        long bound = free / 3;
        Agrawal loans = new Agrawal(5, 0.05, 1);
        HoeffdingTree tree = new HoeffdingTree(loans.space(), 2, eager().withBytesMax(bound), 1);
        FeatureVector row = new FeatureVector(loans.space());
        for (int i = 1; i <= ROWS; i++) {
            int label = loans.next(row);
            tree.learn(row, label);
            if (i % TreeMemory.ROWS_BETWEEN == 0) {
                // Beside the tree's own size, by which leaves are chosen on average.
                assertTrue(tree.bytes() < bound * 1.2, "row %d: %d".formatted(i, tree.bytes()));
            }
        }
        assertTrue(tree.nodes() > 3);
    }

    @Test
    void growsNothingWithoutRoomForOneLeaf() {
        HoeffdingTree tree = grown(eager().withBytesMax(1));
        double[] probabilities = new double[2];
        tree.predict(new FeatureVector(tree.space()), probabilities);

        assertTrue(tree.bytes() < 10_000, "bytes " + tree.bytes());
        assertTrue(probabilities[0] > 0 && probabilities[0] < 1);
    }

    @Test
    void countsValuesBeyondItsBoundAsOne() {
        CategoryStatistics statistics = new CategoryStatistics(2, 3);
        for (int value = 1; value <= 100; value++) {
            statistics.add(value, value % 2, 1);
        }
        double[] known = new double[2];
        double[] other = new double[2];
        statistics.addLogShares(1, known);
        statistics.addLogShares(77, other);
        ValueOrder order = new ValueOrder();
        statistics.order(order);
        double[] left = new double[2];
        double[] right = new double[2];
        for (int i = 0; i < order.size(); i++) {
            statistics.move(order.at(i), left, right);
            assertEquals(i + 1.0, Votes.sum(left));
            assertEquals(99.0 - i, Votes.sum(right));
        }

        assertEquals(3, statistics.size());
        assertEquals(StrictMath.log(2 / 54.0), known[1], 1e-12);
        assertEquals(StrictMath.log(49 / 54.0), other[1], 1e-12);
        assertEquals(StrictMath.log(50 / 54.0), other[0], 1e-12);
    }

    @Test
    void sendsARowWithoutTheFeatureWhereMostRowsWent() {
        FeatureSpace space = FeatureSpace.of(List.of("a"), List.of("b"));
        HoeffdingTree tree = new HoeffdingTree(space, 2);
        SplitMix random = new SplitMix(1);
        FeatureVector row = new FeatureVector(space);
        for (int i = 0; i < 5000; i++) {
            boolean rare = random.uniform() < 0.2;
            tree.learn(row.number(0, rare ? 1 : 0).category(0, i % 3), rare ? 1 : 0);
        }
        double[] probabilities = new double[2];
        tree.predict(row.missingNumber(0), probabilities);

        assertTrue(tree.nodes() >= 3);
        assertTrue(probabilities[0] > 0.9, "probability " + probabilities[0]);
    }

    @Test
    void theNormalDistributionIsRightToSevenDigits() {
        assertEquals(0.5, Gaussian.below(3, 3, 2), 1e-7);
        assertEquals(0.8413447460685429, Gaussian.below(5, 3, 4), 2e-7);
        assertEquals(0.0227501319481792, Gaussian.below(-1, 3, 4), 2e-7);
        assertEquals(1, Gaussian.below(3, 3, 0));
    }
}
