package dev.tidemill.learning.learner;

import dev.tidemill.learning.feature.FeatureSpace;
import dev.tidemill.learning.feature.FeatureVector;
import dev.tidemill.learning.random.SplitMix;
import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;
import dev.tidemill.learning.stored.Stored;

/** A tree that only grows: what a Hoeffding tree is, and what a forest has many of. */
final class GrowingTree implements Stored {
    private final TreeGrower grower;
    private TreeNode root;
    private long learned;

    GrowingTree(FeatureSpace space, int classes, TreeOptions options, SplitMix random) {
        this.grower = new TreeGrower(space, classes, options, random, false);
        this.root = grower.firstLeaf(0);
    }

    private GrowingTree(TreeGrower grower, ModelReader in) {
        this.grower = grower;
        this.root = new TreeForm(grower).read(in);
        this.learned = in.whole();
        grower.count(root);
    }

    static GrowingTree read(FeatureSpace space, int classes, TreeOptions options, ModelReader in) {
        SplitMix random = SplitMix.read(in);
        return new GrowingTree(new TreeGrower(space, classes, options, random, false), in);
    }

    @Override
    public void write(ModelWriter out) {
        grower.random().write(out);
        TreeForm.write(root, out);
        out.number(learned);
    }

    void predict(FeatureVector row, double[] probabilities) {
        root.leaf(row).predict(row, grower.options().leaves(), probabilities);
    }

    void learn(FeatureVector row, int label, double weight) {
        SplitNode parent = null;
        boolean left = false;
        TreeNode node = root;
        while (node instanceof SplitNode split) {
            parent = split;
            left = split.countsLeft(row, weight);
            node = left ? split.left : split.right;
        }
        LeafNode leaf = (LeafNode) node;
        leaf.learn(row, label, weight, grower);
        SplitNode grown = grower.splitWhenDue(leaf);
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
            TreeMemory.keep(root, grower);
        }
    }

    TreeGrower grower() {
        return grower;
    }

    int nodes() {
        return grower.nodes();
    }

    long bytes() {
        return 256 + TreeMemory.bytes(root);
    }
}
