package dev.tidemill.learning.learner;

import dev.tidemill.learning.drift.Adwin;
import dev.tidemill.learning.feature.FeatureVector;
import org.jspecify.annotations.Nullable;

/** A leaf: how its classes lie, and while it is active what it needs to be split. */
final class LeafNode implements TreeNode {
    final int depth;
    final double[] weights;

    /** Null while it is inactive, to save memory. */
    @Nullable LeafStatistics statistics;

    private double majorityRight;
    private double naiveRight;

    /** Null in a tree that does not watch its errors. */
    final @Nullable Adwin errors;

    LeafNode(
            int depth,
            double[] weights,
            @Nullable LeafStatistics statistics,
            @Nullable Adwin errors) {
        this.depth = depth;
        this.weights = weights;
        this.statistics = statistics;
        this.errors = errors;
    }

    /** Naive Bayes and the majority are compared before the row is learned. */
    void learn(FeatureVector row, int label, double weight, TreeGrower grower) {
        LeafStatistics known = statistics;
        if (known != null) {
            if (grower.options().leaves() == LeafPrediction.ADAPTIVE) {
                majorityRight += Votes.best(weights) == label ? weight : 0;
                naiveVotes(known, row, grower.scratch());
                naiveRight += Votes.best(grower.scratch()) == label ? weight : 0;
            }
            known.add(row, label, weight);
        }
        weights[label] += weight;
    }

    void predict(FeatureVector row, LeafPrediction by, double[] out) {
        LeafStatistics known = statistics;
        boolean naive =
                switch (by) {
                    case MAJORITY -> false;
                    case NAIVE_BAYES -> true;
                    case ADAPTIVE -> naiveRight >= majorityRight;
                };
        if (known != null && naive) {
            naiveVotes(known, row, out);
            Votes.fromLogarithms(out);
        } else {
            for (int c = 0; c < out.length; c++) {
                out[c] = weights[c] + 1.0 / out.length;
            }
            Votes.normalise(out);
        }
    }

    private void naiveVotes(LeafStatistics known, FeatureVector row, double[] logarithms) {
        for (int c = 0; c < logarithms.length; c++) {
            logarithms[c] = StrictMath.log(weights[c] + 1.0 / logarithms.length);
        }
        known.addLogarithms(row, logarithms);
    }

    /** The rows that its majority gets wrong: what a split could save. */
    double promise() {
        return Votes.sum(weights) - weights[Votes.best(weights)];
    }

    double majorityRight() {
        return majorityRight;
    }

    double naiveRight() {
        return naiveRight;
    }

    LeafNode restored(double majority, double naive) {
        majorityRight = majority;
        naiveRight = naive;
        return this;
    }

    @Override
    public LeafNode leaf(FeatureVector row) {
        return this;
    }

    @Override
    public @Nullable Adwin errors() {
        return errors;
    }

    long bytes() {
        LeafStatistics known = statistics;
        Adwin watched = errors;
        return 96
                + 8L * weights.length
                + (known == null ? 0 : known.bytes())
                + (watched == null ? 0 : watched.bytes());
    }
}
