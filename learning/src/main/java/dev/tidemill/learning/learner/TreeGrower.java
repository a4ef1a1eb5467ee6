package dev.tidemill.learning.learner;

import static java.util.Objects.requireNonNull;

import dev.tidemill.learning.drift.Adwin;
import dev.tidemill.learning.feature.FeatureSpace;
import dev.tidemill.learning.random.SplitMix;
import org.jspecify.annotations.Nullable;

/**
 * Makes the nodes of one tree: its first leaf, and of a leaf a split with two leaves when
 * Hoeffding's bound says that the best feature is that.
 */
final class TreeGrower {
    private final FeatureSpace space;
    private final int classes;
    private final TreeOptions options;
    private final SplitMix random;
    private final boolean watched;
    private final SplitSearch search;
    private final double[] scratch;
    private final FeatureDraw draw;

    /** Of the whole tree, those that grow beside it included. */
    private int nodes;

    /**
     * @param watched whether nodes watch their errors
     */
    TreeGrower(
            FeatureSpace space,
            int classes,
            TreeOptions options,
            SplitMix random,
            boolean watched) {
        this.space = requireNonNull(space, "space");
        this.classes = Admission.classes(classes);
        this.options = requireNonNull(options, "options");
        this.random = random;
        this.watched = watched;
        this.search = new SplitSearch(classes);
        this.scratch = new double[classes];
        this.draw = new FeatureDraw(space, options.subspace(), random);
    }

    FeatureSpace space() {
        return space;
    }

    int classes() {
        return classes;
    }

    TreeOptions options() {
        return options;
    }

    SplitMix random() {
        return random;
    }

    /** A number for each class, for whoever needs it at once. */
    double[] scratch() {
        return scratch;
    }

    int nodes() {
        return nodes;
    }

    /** After a part of the tree was taken out or read. */
    void count(TreeNode root) {
        nodes = nodesOf(root);
    }

    private static int nodesOf(@Nullable TreeNode node) {
        if (node instanceof SplitNode split) {
            return 1 + nodesOf(split.left) + nodesOf(split.right) + nodesOf(split.alternate);
        }
        return node == null ? 0 : 1;
    }

    LeafNode firstLeaf(int depth) {
        nodes++;
        return leaf(depth, new double[classes], errors());
    }

    /** An inner node beside its leaves. */
    void countSplit() {
        nodes++;
    }

    @Nullable Adwin errors() {
        return watched ? new Adwin() : null;
    }

    /** One of the leaves that take the place of another. */
    LeafNode leafBelow(int depth, double[] weights) {
        nodes++;
        return leaf(depth, weights, errors());
    }

    private LeafNode leaf(int depth, double[] weights, @Nullable Adwin errors) {
        return new LeafNode(depth, weights, statistics(), errors);
    }

    /** Empty ones, of all features or of some that are drawn. */
    LeafStatistics statistics() {
        draw.next();
        return new LeafStatistics(
                classes, draw.numbers(), draw.categories(), options.categoriesMax());
    }

    FeatureDraw draw() {
        return draw;
    }

    /**
     * The split of a leaf when it is time to look for one and one is good enough; null otherwise.
     */
    @Nullable SplitNode splitWhenDue(LeafNode leaf) {
        LeafStatistics statistics = leaf.statistics;
        if (statistics == null || !statistics.isDue(options.gracePeriod())) {
            return null;
        }
        if (leaf.promise() == 0
                || leaf.depth >= options.depthMax()
                || nodes + 2 > options.nodesMax()) {
            return null;
        }
        search.search(statistics, waysMax(leaf));
        return isClear(Votes.sum(leaf.weights)) ? split(leaf) : null;
    }

    /**
     * The rows that the split above gave the leaf count as seen, as in all trees that others
     * publish figures of. Taken strictly they say nothing of this leaf's features; but without them
     * a leaf two levels down waits ten times as long for splits that are as good, and between equal
     * features for {@link TreeOptions#tie} each time.
     *
     * @param weight of all rows in the leaf
     */
    private boolean isClear(double weight) {
        double bits = StrictMath.log(classes) / StrictMath.log(2);
        double bound = bits * Math.sqrt(-StrictMath.log(options.delta()) / (2 * weight));
        return search.best() - search.second() > bound
                || (search.best() > 0 && bound < options.tie());
    }

    /** Leaves that the tree has room for in this one's place. */
    private int waysMax(LeafNode leaf) {
        int deeper = Math.min(options.depthMax() - leaf.depth, SplitFan.DEPTH_MAX);
        return Math.min(1 << deeper, (options.nodesMax() - nodes) / 2 + 1);
    }

    private @Nullable SplitNode split(LeafNode leaf) {
        SplitTest test = search.bestTest();
        if (test == null) {
            return null;
        }
        CategoryStatistics ways = search.bestWays();
        if (ways != null) {
            return new SplitFan(this, ways, test.feature()).over(leaf);
        }
        nodes += 2;
        double[] left = search.bestLeft();
        double[] right = search.bestRight();
        SplitNode split =
                new SplitNode(
                        test,
                        leaf(leaf.depth + 1, left, errors()),
                        leaf(leaf.depth + 1, right, errors()),
                        leaf.errors);
        split.leftWeight = Votes.sum(left);
        split.rightWeight = Votes.sum(right);
        return split;
    }
}
