package dev.tidemill.learning.learner;

import dev.tidemill.learning.drift.Adwin;
import dev.tidemill.learning.feature.FeatureVector;
import org.jspecify.annotations.Nullable;

/** An inner node; a row without its feature goes where more rows went. */
final class SplitNode implements TreeNode {
    final SplitTest test;
    TreeNode left;
    TreeNode right;
    double leftWeight;
    double rightWeight;

    /** Null in a tree that does not watch its errors. */
    final @Nullable Adwin errors;

    /** What grows beside this one since its errors rose, to take its place if it is better. */
    @Nullable TreeNode alternate;

    SplitNode(SplitTest test, TreeNode left, TreeNode right, @Nullable Adwin errors) {
        this.test = test;
        this.left = left;
        this.right = right;
        this.errors = errors;
    }

    boolean goesLeft(FeatureVector row) {
        int branch = test.branch(row);
        return branch == SplitTest.MISSING ? leftWeight >= rightWeight : branch == SplitTest.LEFT;
    }

    /** As {@link #goesLeft}, of a row that is learned. */
    boolean countsLeft(FeatureVector row, double weight) {
        boolean goesLeft = goesLeft(row);
        if (goesLeft) {
            leftWeight += weight;
        } else {
            rightWeight += weight;
        }
        return goesLeft;
    }

    @Override
    public LeafNode leaf(FeatureVector row) {
        TreeNode node = this;
        while (node instanceof SplitNode split) {
            node = split.goesLeft(row) ? split.left : split.right;
        }
        return (LeafNode) node;
    }

    @Override
    public @Nullable Adwin errors() {
        return errors;
    }
}
