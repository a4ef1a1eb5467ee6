package dev.tidemill.learning.learner;

import static java.util.Objects.requireNonNull;

import dev.tidemill.learning.feature.FeatureSpace;
import dev.tidemill.learning.feature.FeatureVector;
import dev.tidemill.learning.random.SplitMix;
import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;

/**
 * A tree that tells a number: it splits a leaf where that takes most from the variance of the
 * targets, once the rows seen there make it as good as certain that all rows to come would choose
 * the same split, and tells the mean of a leaf or a line through it. It never takes a split back:
 * for streams that do not change, while {@link RegressionForest} is for those that do.
 *
 * <p>What it tells is never beyond the targets it has seen.
 */
public final class RegressionTree implements Regressor {
    private final GrowingRegression tree;

    public RegressionTree(FeatureSpace space) {
        this(space, TreeOptions.standard(), 1);
    }

    /**
     * @param seed of the features that leaves look at, when {@link TreeOptions#subspace} asks for
     *     some
     */
    public RegressionTree(FeatureSpace space, TreeOptions options, long seed) {
        this(
                new GrowingRegression(
                        requireNonNull(space, "space"),
                        requireNonNull(options, "options"),
                        new SplitMix(seed)));
    }

    private RegressionTree(GrowingRegression tree) {
        this.tree = tree;
    }

    static RegressionTree read(ModelReader in) {
        FeatureSpace space = FeatureSpace.read(in);
        return new RegressionTree(GrowingRegression.read(space, TreeOptions.read(in), in));
    }

    @Override
    public void write(ModelWriter out) {
        space().write(out);
        tree.grower().options().write(out);
        tree.write(out);
    }

    @Override
    public double predict(FeatureVector row) {
        Admission.row(space(), row);
        return tree.predict(row);
    }

    @Override
    public void learn(FeatureVector row, double target, double weight) {
        Admission.row(space(), row);
        Admission.target(target);
        Admission.weight(weight);
        if (weight > 0) {
            tree.learn(row, target, weight);
        }
    }

    /** Inner ones and leaves. */
    public int nodes() {
        return tree.nodes();
    }

    @Override
    public FeatureSpace space() {
        return tree.grower().space();
    }

    @Override
    public LearnerKind kind() {
        return LearnerKind.REGRESSION_TREE;
    }

    @Override
    public long bytes() {
        return tree.bytes();
    }
}
