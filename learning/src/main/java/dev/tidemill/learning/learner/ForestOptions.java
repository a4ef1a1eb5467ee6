package dev.tidemill.learning.learner;

import static java.util.Objects.requireNonNull;

import dev.tidemill.learning.feature.FeatureSpace;
import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;

/**
 * How an adaptive random forest grows.
 *
 * @param trees how many
 * @param lambda each tree learns a row as often as a Poisson number of this mean says
 * @param warningDelta at this delta of ADWIN a tree's errors are suspicious, and another begins to
 *     grow in the background
 * @param driftDelta at this one the tree is replaced by that
 * @param tree how each grows; a {@link TreeOptions#subspace} of 0 stands for √features + 1
 */
public record ForestOptions(
        int trees, double lambda, double warningDelta, double driftDelta, TreeOptions tree) {
    public static final int TREES_MAX = 1000;

    /** Knuth's way of drawing takes as many steps. */
    private static final double LAMBDA_MAX = 100;

    public ForestOptions {
        requireNonNull(tree, "tree");
        if (trees < 1 || trees > TREES_MAX) {
            throw new IllegalArgumentException(
                    "%d trees; 1 to %d are possible".formatted(trees, TREES_MAX));
        }
        if (!(lambda > 0 && lambda <= LAMBDA_MAX)) {
            throw new IllegalArgumentException("lambda is " + lambda);
        }
        chance("warningDelta", warningDelta);
        chance("driftDelta", driftDelta);
    }

    /**
     * The paper's: ten trees, a lambda of 6, deltas of 0.01 and 0.001, and trees that look for a
     * split each 50 rows at a delta of 0.01.
     */
    public static ForestOptions standard() {
        return new ForestOptions(
                10, 6, 0.01, 0.001, TreeOptions.standard().withGracePeriod(50).withDelta(0.01));
    }

    public ForestOptions withTrees(int count) {
        return new ForestOptions(count, lambda, warningDelta, driftDelta, tree);
    }

    public ForestOptions withTree(TreeOptions options) {
        return new ForestOptions(trees, lambda, warningDelta, driftDelta, options);
    }

    /** As these, with √features + 1 for each leaf unless they say how many. */
    ForestOptions withSubspaceFor(FeatureSpace space) {
        if (tree.subspace() > 0) {
            return this;
        }
        int features = space.numbers().size() + space.categories().size();
        int some = Math.max(1, Math.min(features, (int) Math.round(Math.sqrt(features)) + 1));
        return withTree(tree.withSubspace(some));
    }

    static ForestOptions read(ModelReader in) {
        try {
            return new ForestOptions(
                    in.integer(), in.real(), in.real(), in.real(), TreeOptions.read(in));
        } catch (IllegalArgumentException wrong) {
            throw ModelReader.corrupt(String.valueOf(wrong.getMessage()));
        }
    }

    void write(ModelWriter out) {
        out.number(trees).number(lambda).number(warningDelta).number(driftDelta);
        tree.write(out);
    }

    private static void chance(String name, double value) {
        if (!(value > 0 && value < 1)) {
            throw new IllegalArgumentException(name + " is " + value);
        }
    }
}
