package dev.tidemill.learning.learner;

import dev.tidemill.learning.drift.Adwin;
import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;
import org.jspecify.annotations.Nullable;

/** The nodes of a tree as bytes: each before those below it, left before right. */
final class TreeForm {
    private static final int LEAF = 1;
    private static final int SPLIT = 2;

    private final TreeGrower grower;

    TreeForm(TreeGrower grower) {
        this.grower = grower;
    }

    static void write(TreeNode node, ModelWriter out) {
        switch (node) {
            case LeafNode leaf -> writeLeaf(leaf, out);
            case SplitNode split -> writeSplit(split, out);
        }
    }

    private static void writeLeaf(LeafNode leaf, ModelWriter out) {
        out.number(LEAF).number(leaf.depth).numbers(leaf.weights);
        out.number(leaf.majorityRight()).number(leaf.naiveRight());
        LeafStatistics statistics = leaf.statistics;
        out.flag(statistics != null);
        if (statistics != null) {
            statistics.write(out);
        }
        writeErrors(leaf.errors, out);
    }

    private static void writeSplit(SplitNode split, ModelWriter out) {
        out.number(SPLIT);
        split.test.write(out);
        out.number(split.leftWeight).number(split.rightWeight);
        writeErrors(split.errors, out);
        TreeNode alternate = split.alternate;
        out.flag(alternate != null);
        if (alternate != null) {
            write(alternate, out);
        }
        write(split.left, out);
        write(split.right, out);
    }

    private static void writeErrors(@Nullable Adwin errors, ModelWriter out) {
        out.flag(errors != null);
        if (errors != null) {
            errors.write(out);
        }
    }

    TreeNode read(ModelReader in) {
        return read(in, 0);
    }

    private TreeNode read(ModelReader in, int depth) {
        if (depth > TreeOptions.DEPTH_MAX) {
            throw ModelReader.corrupt("a tree deeper than " + TreeOptions.DEPTH_MAX);
        }
        int what = in.integer();
        return switch (what) {
            case LEAF -> readLeaf(in);
            case SPLIT -> readSplit(in, depth);
            default -> throw ModelReader.corrupt("there is no node number " + what);
        };
    }

    private LeafNode readLeaf(ModelReader in) {
        int depth = in.integer();
        double[] weights = in.reals(grower.classes());
        double majority = in.real();
        double naive = in.real();
        LeafStatistics statistics = in.flag() ? LeafStatistics.read(grower, in) : null;
        return new LeafNode(depth, weights, statistics, readErrors(in)).restored(majority, naive);
    }

    private SplitNode readSplit(ModelReader in, int depth) {
        SplitTest test =
                SplitTest.read(
                        in, grower.space().numbers().size(), grower.space().categories().size());
        double leftWeight = in.real();
        double rightWeight = in.real();
        Adwin errors = readErrors(in);
        TreeNode alternate = in.flag() ? read(in, depth + 1) : null;
        TreeNode left = read(in, depth + 1);
        SplitNode split = new SplitNode(test, left, read(in, depth + 1), errors);
        split.leftWeight = leftWeight;
        split.rightWeight = rightWeight;
        split.alternate = alternate;
        return split;
    }

    private static @Nullable Adwin readErrors(ModelReader in) {
        return in.flag() ? Adwin.read(in) : null;
    }
}
