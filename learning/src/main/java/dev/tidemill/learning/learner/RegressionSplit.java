package dev.tidemill.learning.learner;

import dev.tidemill.learning.feature.FeatureVector;

/** An inner node of a regression tree; a row without its feature goes where more rows went. */
final class RegressionSplit implements RegressionNode {
    static final long BYTES = 56;

    final SplitTest test;
    RegressionNode left;
    RegressionNode right;
    double leftWeight;
    double rightWeight;

    RegressionSplit(SplitTest test, RegressionNode left, RegressionNode right) {
        this.test = test;
        this.left = left;
        this.right = right;
    }

    boolean goesLeft(FeatureVector row) {
        int branch = test.branch(row);
        return branch == SplitTest.MISSING ? leftWeight >= rightWeight : branch == SplitTest.LEFT;
    }

    /** As {@link #goesLeft}, of a row that is learned. */
    boolean countsLeft(FeatureVector row, double weight) {
        boolean goesLeft = goesLeft(row);
        leftWeight += goesLeft ? weight : 0;
        rightWeight += goesLeft ? 0 : weight;
        return goesLeft;
    }

    @Override
    public RegressionLeaf leaf(FeatureVector row) {
        RegressionNode node = this;
        while (node instanceof RegressionSplit split) {
            node = split.goesLeft(row) ? split.left : split.right;
        }
        return (RegressionLeaf) node;
    }
}
