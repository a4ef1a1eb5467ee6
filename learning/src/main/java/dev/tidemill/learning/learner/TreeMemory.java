package dev.tidemill.learning.learner;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a tree within its bytes: as many leaves as there is room for keep statistics, those with
 * the greatest promise first. Looked at every {@link #ROWS_BETWEEN} rows, so a tree is above its
 * bound by at most what grows in these.
 */
final class TreeMemory {
    static final int ROWS_BETWEEN = 1024;

    private static final long SPLIT_BYTES = 64;

    private TreeMemory() {}

    static void keep(TreeNode root, TreeGrower grower) {
        List<LeafNode> leaves = new ArrayList<>();
        long fixed = collect(root, leaves);
        long active = 0;
        int count = 0;
        for (LeafNode leaf : leaves) {
            LeafStatistics statistics = leaf.statistics;
            fixed += leaf.bytes();
            if (statistics != null) {
                fixed -= statistics.bytes();
                active += statistics.bytes();
                count++;
            }
        }
        if (fixed + active <= grower.options().bytesMax() && count == leaves.size()) {
            return;
        }
        long each = count > 0 ? Math.max(1, active / count) : grower.statistics().bytes();
        choose(leaves, Math.max(0, grower.options().bytesMax() - fixed) / each, grower);
    }

    private static void choose(List<LeafNode> leaves, long room, TreeGrower grower) {
        leaves.sort(Comparator.comparingDouble(LeafNode::promise).reversed());
        for (int i = 0; i < leaves.size(); i++) {
            LeafNode leaf = leaves.get(i);
            if (i >= room) {
                leaf.statistics = null;
            } else if (leaf.statistics == null) {
                leaf.statistics = grower.statistics();
            }
        }
    }

    /** Adds the leaves from left to right; what the inner nodes take. */
    private static long collect(@Nullable TreeNode node, List<LeafNode> leaves) {
        if (node instanceof LeafNode leaf) {
            leaves.add(leaf);
            return 0;
        }
        if (node instanceof SplitNode split) {
            long own =
                    SPLIT_BYTES
                            + split.test.bytes()
                            + (split.errors == null ? 0 : split.errors.bytes());
            return own
                    + collect(split.left, leaves)
                    + collect(split.right, leaves)
                    + collect(split.alternate, leaves);
        }
        return 0;
    }

    static long bytes(TreeNode root) {
        List<LeafNode> leaves = new ArrayList<>();
        long bytes = collect(root, leaves);
        for (LeafNode leaf : leaves) {
            bytes += leaf.bytes();
        }
        return bytes;
    }
}
