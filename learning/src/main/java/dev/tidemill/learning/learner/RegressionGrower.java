package dev.tidemill.learning.learner;

import dev.tidemill.learning.feature.FeatureSpace;
import dev.tidemill.learning.random.SplitMix;
import org.jspecify.annotations.Nullable;

/**
 * Makes the nodes of one regression tree: its first leaf, and of a leaf a split with two leaves
 * when Hoeffding's bound says that the best feature is that.
 */
final class RegressionGrower {
    private final FeatureSpace space;
    private final TreeOptions options;
    private final SplitMix random;
    private final FeatureDraw draw;
    private final VarianceSearch search = new VarianceSearch();
    private int nodes;

    RegressionGrower(FeatureSpace space, TreeOptions options, SplitMix random) {
        this.space = space;
        this.options = options;
        this.random = random;
        this.draw = new FeatureDraw(space, options.subspace(), random);
    }

    FeatureSpace space() {
        return space;
    }

    TreeOptions options() {
        return options;
    }

    SplitMix random() {
        return random;
    }

    FeatureDraw draw() {
        return draw;
    }

    int nodes() {
        return nodes;
    }

    /** After a tree was read. */
    void count(RegressionNode root) {
        nodes = nodesOf(root);
    }

    private static int nodesOf(RegressionNode node) {
        return switch (node) {
            case RegressionLeaf _ -> 1;
            case RegressionSplit split -> 1 + nodesOf(split.left) + nodesOf(split.right);
        };
    }

    RegressionLeaf firstLeaf() {
        nodes++;
        LeafLine line = new LeafLine(space.numbers().size());
        return new RegressionLeaf(0, new Moments(1), line, statistics());
    }

    /** Empty ones, of all features or of some that are drawn. */
    RegressionStatistics statistics() {
        draw.next();
        return new RegressionStatistics(draw.numbers(), draw.categories(), options.categoriesMax());
    }

    /**
     * The split of a leaf when it is time to look for one and one is good enough; null otherwise.
     */
    @Nullable RegressionSplit splitWhenDue(RegressionLeaf leaf) {
        RegressionStatistics statistics = leaf.statistics;
        if (statistics == null || !statistics.isDue(options.gracePeriod())) {
            return null;
        }
        if (leaf.promise() == 0
                || leaf.depth >= options.depthMax()
                || nodes + 2 > options.nodesMax()) {
            return null;
        }
        search.search(statistics);
        SplitTest test = search.bestTest();
        return test != null && isClear(leaf.targets.weight(0)) ? split(leaf, test) : null;
    }

    /** Whether the second best takes so much less that this is no chance, or it does not matter. */
    private boolean isClear(double weight) {
        double bound = Math.sqrt(-StrictMath.log(options.delta()) / (2 * weight));
        return search.second() / search.best() < 1 - bound || bound < options.tie();
    }

    private RegressionSplit split(RegressionLeaf leaf, SplitTest test) {
        nodes += 2;
        Moments left = search.bestLeft();
        Moments right = search.bestRight();
        RegressionSplit split = new RegressionSplit(test, child(leaf, left), child(leaf, right));
        split.leftWeight = left.weight(0);
        split.rightWeight = right.weight(0);
        return split;
    }

    private RegressionLeaf child(RegressionLeaf parent, Moments targets) {
        return new RegressionLeaf(parent.depth + 1, targets, parent.line.copy(), statistics())
                .withErrors(parent.meanErrors(), parent.lineErrors());
    }
}
