package dev.tidemill.learning.learner;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Keeps a regression tree within its bytes, as {@link TreeMemory} does another: as many leaves as
 * there is room for keep statistics, those with the greatest promise first.
 */
final class RegressionMemory {
    private RegressionMemory() {}

    static void keep(RegressionNode root, RegressionGrower grower) {
        List<RegressionLeaf> leaves = new ArrayList<>();
        long fixed = collect(root, leaves);
        long active = 0;
        int count = 0;
        for (RegressionLeaf leaf : leaves) {
            RegressionStatistics statistics = leaf.statistics;
            long own = statistics == null ? 0 : statistics.bytes();
            fixed += leaf.bytes() - own;
            active += own;
            count += statistics == null ? 0 : 1;
        }
        if (fixed + active <= grower.options().bytesMax() && count == leaves.size()) {
            return;
        }
        long each = count > 0 ? Math.max(1, active / count) : grower.statistics().bytes();
        choose(leaves, Math.max(0, grower.options().bytesMax() - fixed) / each, grower);
    }

    private static void choose(List<RegressionLeaf> leaves, long room, RegressionGrower grower) {
        leaves.sort(Comparator.comparingDouble(RegressionLeaf::promise).reversed());
        for (int i = 0; i < leaves.size(); i++) {
            RegressionLeaf leaf = leaves.get(i);
            if (i >= room) {
                leaf.statistics = null;
            } else if (leaf.statistics == null) {
                leaf.statistics = grower.statistics();
            }
        }
    }

    /** Adds the leaves from left to right; what the inner nodes take. */
    private static long collect(RegressionNode node, List<RegressionLeaf> leaves) {
        return switch (node) {
            case RegressionLeaf leaf -> {
                leaves.add(leaf);
                yield 0;
            }
            case RegressionSplit split ->
                    RegressionSplit.BYTES
                            + split.test.bytes()
                            + collect(split.left, leaves)
                            + collect(split.right, leaves);
        };
    }

    static long bytes(RegressionNode root) {
        List<RegressionLeaf> leaves = new ArrayList<>();
        long bytes = collect(root, leaves);
        for (RegressionLeaf leaf : leaves) {
            bytes += leaf.bytes();
        }
        return bytes;
    }
}
