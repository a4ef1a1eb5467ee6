package dev.tidemill.learning.learner;

import static java.util.Objects.requireNonNull;

import dev.tidemill.learning.feature.FeatureSpace;
import dev.tidemill.learning.feature.FeatureVector;
import dev.tidemill.learning.random.SplitMix;
import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;

/**
 * A decision tree that splits a leaf when the rows seen there make it as good as certain that all
 * rows to come would choose the same split. It never takes a split back: for streams that do not
 * change, while {@link HoeffdingAdaptiveTree} is for those that do.
 */
public final class HoeffdingTree implements Classifier {
    private final GrowingTree tree;

    public HoeffdingTree(FeatureSpace space, int classes) {
        this(space, classes, TreeOptions.standard(), 1);
    }

    /**
     * @param seed of the features that leaves look at, when {@link TreeOptions#subspace} asks for
     *     some
     */
    public HoeffdingTree(FeatureSpace space, int classes, TreeOptions options, long seed) {
        this(new GrowingTree(requireNonNull(space, "space"), classes, options, new SplitMix(seed)));
    }

    private HoeffdingTree(GrowingTree tree) {
        this.tree = tree;
    }

    static HoeffdingTree read(ModelReader in) {
        FeatureSpace space = FeatureSpace.read(in);
        int classes = in.integer();
        return new HoeffdingTree(GrowingTree.read(space, classes, TreeOptions.read(in), in));
    }

    @Override
    public void write(ModelWriter out) {
        space().write(out);
        out.number(classes());
        tree.grower().options().write(out);
        tree.write(out);
    }

    @Override
    public void predict(FeatureVector row, double[] probabilities) {
        Admission.row(space(), row);
        tree.predict(row, probabilities);
    }

    @Override
    public void learn(FeatureVector row, int label, double weight) {
        Admission.row(space(), row);
        Admission.label(label, classes());
        Admission.weight(weight);
        if (weight > 0) {
            tree.learn(row, label, weight);
        }
    }

    /** Inner ones and leaves. */
    public int nodes() {
        return tree.nodes();
    }

    @Override
    public int classes() {
        return tree.grower().classes();
    }

    @Override
    public FeatureSpace space() {
        return tree.grower().space();
    }

    @Override
    public LearnerKind kind() {
        return LearnerKind.HOEFFDING_TREE;
    }

    @Override
    public long bytes() {
        return tree.bytes();
    }
}
