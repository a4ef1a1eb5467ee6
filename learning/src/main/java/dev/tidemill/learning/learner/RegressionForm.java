package dev.tidemill.learning.learner;

import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;

/** The nodes of a regression tree as bytes: each before those below it, left before right. */
final class RegressionForm {
    private static final int LEAF = 1;
    private static final int SPLIT = 2;

    private final RegressionGrower grower;

    RegressionForm(RegressionGrower grower) {
        this.grower = grower;
    }

    static void write(RegressionNode node, ModelWriter out) {
        switch (node) {
            case RegressionLeaf leaf -> writeLeaf(leaf, out);
            case RegressionSplit split -> {
                out.number(SPLIT);
                split.test.write(out);
                out.number(split.leftWeight).number(split.rightWeight);
                write(split.left, out);
                write(split.right, out);
            }
        }
    }

    private static void writeLeaf(RegressionLeaf leaf, ModelWriter out) {
        out.number(LEAF).number(leaf.depth);
        leaf.targets.write(out);
        leaf.line.write(out);
        out.number(leaf.meanErrors()).number(leaf.lineErrors());
        RegressionStatistics statistics = leaf.statistics;
        out.flag(statistics != null);
        if (statistics != null) {
            statistics.write(out);
        }
    }

    RegressionNode read(ModelReader in) {
        return read(in, 0);
    }

    private RegressionNode read(ModelReader in, int depth) {
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

    private RegressionLeaf readLeaf(ModelReader in) {
        int depth = in.integer();
        Moments targets = Moments.read(in);
        if (targets.size() != 1) {
            throw ModelReader.corrupt("a leaf of %d targets".formatted(targets.size()));
        }
        LeafLine line = LeafLine.read(in, grower.space().numbers().size());
        double meanErrors = in.real();
        double lineErrors = in.real();
        RegressionStatistics statistics =
                in.flag()
                        ? RegressionStatistics.read(
                                in, grower.draw(), grower.options().categoriesMax())
                        : null;
        return new RegressionLeaf(depth, targets, line, statistics)
                .withErrors(meanErrors, lineErrors);
    }

    private RegressionSplit readSplit(ModelReader in, int depth) {
        SplitTest test =
                SplitTest.read(
                        in, grower.space().numbers().size(), grower.space().categories().size());
        double leftWeight = in.real();
        double rightWeight = in.real();
        RegressionNode left = read(in, depth + 1);
        RegressionSplit split = new RegressionSplit(test, left, read(in, depth + 1));
        split.leftWeight = leftWeight;
        split.rightWeight = rightWeight;
        return split;
    }
}
