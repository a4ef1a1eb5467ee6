package dev.tidemill.learning.learner;

import dev.tidemill.learning.drift.Adwin;
import org.jspecify.annotations.Nullable;

/**
 * A split of a category into one leaf for each of its values, built of splits in two as evenly as
 * can be, so that everything else knows only these:
 *
 * <pre>
 * leaf   becomes   in {a, b}?
 *                  ├ is a?  leaf of a, leaf of b
 *                  └ is c?  leaf of c, leaf of d
 * </pre>
 *
 * <p>The most frequent value stands last, where values that are not known yet fall too.
 */
final class SplitFan {
    /** How much deeper {@link SplitSearch#WAYS_MAX} leaves are. */
    static final int DEPTH_MAX = 3;

    private final TreeGrower grower;
    private final CategoryStatistics values;
    private final int feature;
    private final ValueOrder order = new ValueOrder();

    SplitFan(TreeGrower grower, CategoryStatistics values, int feature) {
        this.grower = grower;
        this.values = values;
        this.feature = feature;
        for (int i = 0; i < values.size(); i++) {
            order.add(i, Votes.sum(values.counts(i)));
        }
    }

    /** What takes the leaf's place; the topmost goes on watching the leaf's errors. */
    SplitNode over(LeafNode leaf) {
        return split(0, order.size(), leaf.depth, leaf.errors);
    }

    private SplitNode split(int from, int to, int depth, @Nullable Adwin errors) {
        int half = (from + to) / 2;
        SplitNode split =
                new SplitNode(
                        test(from, half),
                        below(from, half, depth + 1),
                        below(half, to, depth + 1),
                        errors);
        split.leftWeight = weight(from, half);
        split.rightWeight = weight(half, to);
        return split;
    }

    private TreeNode below(int from, int to, int depth) {
        if (to - from == 1) {
            return grower.leafBelow(depth, values.counts(order.at(from)));
        }
        grower.countSplit();
        return split(from, to, depth, grower.errors());
    }

    private SplitTest test(int from, int to) {
        ValueOrder some = new ValueOrder();
        for (int i = from; i < to; i++) {
            some.add(order.at(i), i);
        }
        return values.test(feature, some, to - from);
    }

    private double weight(int from, int to) {
        double weight = 0;
        for (int i = from; i < to; i++) {
            weight += Votes.sum(values.counts(order.at(i)));
        }
        return weight;
    }
}
