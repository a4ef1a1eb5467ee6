package dev.tidemill.learning.learner;

import dev.tidemill.learning.feature.FeatureSpace;
import dev.tidemill.learning.feature.FeatureVector;
import dev.tidemill.learning.random.SplitMix;
import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;
import dev.tidemill.learning.stored.Stored;

/** What a regression tree is, and what a regression forest has many of. */
final class GrowingRegression implements Stored {
    private final RegressionGrower grower;
    private final RegressionScale scale;
    private RegressionNode root;
    private long learned;

    GrowingRegression(FeatureSpace space, TreeOptions options, SplitMix random) {
        this.grower = new RegressionGrower(space, options, random);
        this.scale = new RegressionScale(space.numbers().size());
        this.root = grower.firstLeaf();
    }

    private GrowingRegression(RegressionGrower grower, ModelReader in) {
        this.grower = grower;
        this.scale = RegressionScale.read(in, grower.space().numbers().size());
        this.root = new RegressionForm(grower).read(in);
        this.learned = in.whole();
        grower.count(root);
    }

    static GrowingRegression read(FeatureSpace space, TreeOptions options, ModelReader in) {
        SplitMix random = SplitMix.read(in);
        return new GrowingRegression(new RegressionGrower(space, options, random), in);
    }

    @Override
    public void write(ModelWriter out) {
        grower.random().write(out);
        scale.write(out);
        RegressionForm.write(root, out);
        out.number(learned);
    }

    double predict(FeatureVector row) {
        return root.leaf(row).predict(row, grower.options().leaves(), scale);
    }

    void learn(FeatureVector row, double target, double weight) {
        scale.observe(row, target, weight);
        RegressionSplit parent = null;
        boolean left = false;
        RegressionNode node = root;
        while (node instanceof RegressionSplit split) {
            parent = split;
            left = split.countsLeft(row, weight);
            node = left ? split.left : split.right;
        }
        RegressionLeaf leaf = (RegressionLeaf) node;
        leaf.learn(row, target, weight, scale);
        RegressionSplit grown = grower.splitWhenDue(leaf);
        if (grown != null) {
            if (parent == null) {
                root = grown;
            } else if (left) {
                parent.left = grown;
            } else {
                parent.right = grown;
            }
        }
        if (++learned % TreeMemory.ROWS_BETWEEN == 0) {
            RegressionMemory.keep(root, grower);
        }
    }

    RegressionGrower grower() {
        return grower;
    }

    /** Of the targets learned. */
    double variance() {
        return scale.variance();
    }

    int nodes() {
        return grower.nodes();
    }

    long bytes() {
        return 256 + scale.bytes() + RegressionMemory.bytes(root);
    }
}
