package dev.tidemill.learning.learner;

import static java.util.Objects.requireNonNull;

import dev.tidemill.learning.drift.Adwin;
import dev.tidemill.learning.feature.FeatureSpace;
import dev.tidemill.learning.feature.FeatureVector;
import dev.tidemill.learning.random.SplitMix;
import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;

/**
 * A Hoeffding tree each of whose nodes watches its errors with ADWIN. Where they rise, another tree
 * begins to grow beside the node, learns the same rows, and takes its place once it is better
 * beyond chance; it is dropped when it is worse beyond chance. What grows beside has nothing beside
 * itself.
 */
public final class HoeffdingAdaptiveTree implements Classifier {
    /** Both trees must have been watched for so many rows before they are compared. */
    private static final int COMPARED_MIN = 300;

    /** The chance of a wrong comparison. */
    private static final double COMPARED_DELTA = 0.05;

    private final TreeGrower grower;
    private final double[] votes;
    private TreeNode root;
    private long learned;
    private int replaced;

    // Whether the row is being learned beside the tree, where nothing further is begun.
    private boolean beside;
    private boolean partsGone;

    public HoeffdingAdaptiveTree(FeatureSpace space, int classes) {
        this(space, classes, TreeOptions.standard(), 1);
    }

    /**
     * @param seed of the features that leaves look at, when {@link TreeOptions#subspace} asks for
     *     some
     */
    public HoeffdingAdaptiveTree(FeatureSpace space, int classes, TreeOptions options, long seed) {
        this.grower = new TreeGrower(space, classes, options, new SplitMix(seed), true);
        this.votes = new double[classes];
        this.root = grower.firstLeaf(0);
    }

    private HoeffdingAdaptiveTree(TreeGrower grower, ModelReader in) {
        this.grower = grower;
        this.votes = new double[grower.classes()];
        this.root = new TreeForm(grower).read(in);
        this.learned = in.whole();
        this.replaced = in.integer();
        grower.count(root);
    }

    static HoeffdingAdaptiveTree read(ModelReader in) {
        FeatureSpace space = FeatureSpace.read(in);
        int classes = in.integer();
        TreeOptions options = TreeOptions.read(in);
        return new HoeffdingAdaptiveTree(
                new TreeGrower(space, classes, options, SplitMix.read(in), true), in);
    }

    @Override
    public void write(ModelWriter out) {
        grower.space().write(out);
        out.number(grower.classes());
        grower.options().write(out);
        grower.random().write(out);
        TreeForm.write(root, out);
        out.number(learned).number(replaced);
    }

    @Override
    public void predict(FeatureVector row, double[] probabilities) {
        Admission.row(grower.space(), row);
        root.leaf(row).predict(row, grower.options().leaves(), probabilities);
    }

    @Override
    public void learn(FeatureVector row, int label, double weight) {
        Admission.row(grower.space(), row);
        Admission.label(label, grower.classes());
        Admission.weight(weight);
        if (weight == 0) {
            return;
        }
        root = learn(root, 0, row, label, weight, isWrong(root, row, label));
        if (partsGone) {
            grower.count(root);
            partsGone = false;
        }
        if (++learned % TreeMemory.ROWS_BETWEEN == 0) {
            TreeMemory.keep(root, grower);
        }
    }

    private boolean isWrong(TreeNode node, FeatureVector row, int label) {
        node.leaf(row).predict(row, grower.options().leaves(), votes);
        return Votes.best(votes) != label;
    }

    /**
     * Learns below a node.
     *
     * @param wrong whether the leaf that the row falls into below this node gets it wrong
     * @return what stands in the node's place now
     */
    private TreeNode learn(
            TreeNode node, int depth, FeatureVector row, int label, double weight, boolean wrong) {
        return switch (node) {
            case LeafNode leaf -> {
                watched(leaf).add(wrong ? 1 : 0);
                leaf.learn(row, label, weight, grower);
                SplitNode grown = grower.splitWhenDue(leaf);
                yield grown == null ? leaf : grown;
            }
            case SplitNode split -> {
                TreeNode better = adapt(split, depth, row, label, weight, wrong);
                if (better != split) {
                    yield better;
                }
                if (split.countsLeft(row, weight)) {
                    split.left = learn(split.left, depth + 1, row, label, weight, wrong);
                } else {
                    split.right = learn(split.right, depth + 1, row, label, weight, wrong);
                }
                yield split;
            }
        };
    }

    /** The node, or the alternate, which then has learned the row and takes its place. */
    private TreeNode adapt(
            SplitNode split,
            int depth,
            FeatureVector row,
            int label,
            double weight,
            boolean wrong) {
        Adwin errors = watched(split);
        double before = errors.mean();
        boolean rose = errors.add(wrong ? 1 : 0) && errors.mean() > before;
        TreeNode alternate = split.alternate;
        if (alternate == null) {
            if (rose && !beside) {
                split.alternate = grower.firstLeaf(depth);
            }
            return split;
        }
        beside = true;
        alternate = learn(alternate, depth, row, label, weight, isWrong(alternate, row, label));
        beside = false;
        split.alternate = alternate;
        double gain = provenGain(errors, watched(alternate));
        partsGone |= gain != 0;
        if (gain > 0) {
            replaced++;
            return alternate;
        }
        if (gain < 0) {
            split.alternate = null;
        }
        return split;
    }

    /** How many errors fewer the alternate makes, or 0 as long as that may be chance. */
    private static double provenGain(Adwin errors, Adwin alternate) {
        if (errors.width() <= COMPARED_MIN || alternate.width() <= COMPARED_MIN) {
            return 0;
        }
        double rate = errors.mean();
        double inverse = 1.0 / errors.width() + 1.0 / alternate.width();
        double bound =
                Math.sqrt(2 * rate * (1 - rate) * StrictMath.log(2 / COMPARED_DELTA) * inverse);
        double gain = rate - alternate.mean();
        return Math.abs(gain) > bound ? gain : 0;
    }

    private static Adwin watched(TreeNode node) {
        return requireNonNull(node.errors(), "errors");
    }

    /** Inner ones and leaves, those that grow beside others included. */
    public int nodes() {
        return grower.nodes();
    }

    /** How often a part of the tree was replaced by what grew beside it. */
    public int replaced() {
        return replaced;
    }

    @Override
    public int classes() {
        return grower.classes();
    }

    @Override
    public FeatureSpace space() {
        return grower.space();
    }

    @Override
    public LearnerKind kind() {
        return LearnerKind.HOEFFDING_ADAPTIVE_TREE;
    }

    @Override
    public long bytes() {
        return 256 + TreeMemory.bytes(root);
    }
}
