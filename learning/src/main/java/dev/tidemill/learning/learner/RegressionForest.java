package dev.tidemill.learning.learner;

import static java.util.Objects.requireNonNull;

import dev.tidemill.learning.feature.FeatureSpace;
import dev.tidemill.learning.feature.FeatureVector;
import dev.tidemill.learning.random.SplitMix;
import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;
import java.util.Arrays;

/**
 * Regression trees that differ, since each learns a row a random number of times and each leaf
 * looks at random features; each is replaced when its own errors rise. It tells the mean of what
 * they tell. The bounds of {@link TreeOptions} are those of one tree, and a tree that is suspected
 * has a second one in its background.
 */
public final class RegressionForest implements Regressor {
    private final FeatureSpace space;
    private final ForestOptions options;
    private final RegressionMember[] members;

    public RegressionForest(FeatureSpace space, long seed) {
        this(space, ForestOptions.standard(), seed);
    }

    public RegressionForest(FeatureSpace space, ForestOptions options, long seed) {
        this(requireNonNull(space, "space"), options.withSubspaceFor(space));
        SplitMix random = new SplitMix(seed);
        Arrays.setAll(members, i -> new RegressionMember(space, this.options, random.split()));
    }

    private RegressionForest(FeatureSpace space, ForestOptions options) {
        this.space = space;
        this.options = options;
        this.members = new RegressionMember[options.trees()];
    }

    static RegressionForest read(ModelReader in) {
        FeatureSpace space = FeatureSpace.read(in);
        ForestOptions options = ForestOptions.read(in);
        RegressionForest forest = new RegressionForest(space, options);
        Arrays.setAll(forest.members, i -> RegressionMember.read(space, options, in));
        return forest;
    }

    @Override
    public void write(ModelWriter out) {
        space.write(out);
        options.write(out);
        for (RegressionMember member : members) {
            member.write(out);
        }
    }

    @Override
    public double predict(FeatureVector row) {
        Admission.row(space, row);
        double sum = 0;
        for (RegressionMember member : members) {
            sum += member.predict(row) / members.length;
        }
        return sum;
    }

    @Override
    public void learn(FeatureVector row, double target, double weight) {
        Admission.row(space, row);
        Admission.target(target);
        Admission.weight(weight);
        if (weight > 0) {
            for (RegressionMember member : members) {
                member.learn(row, target, weight);
            }
        }
    }

    /** How often a tree was suspected so far. */
    public int warnings() {
        return Arrays.stream(members).mapToInt(RegressionMember::warnings).sum();
    }

    /** How often a tree was replaced so far. */
    public int drifts() {
        return Arrays.stream(members).mapToInt(RegressionMember::drifts).sum();
    }

    /** Of all trees, those in the background included. */
    public int nodes() {
        return Arrays.stream(members).mapToInt(RegressionMember::nodes).sum();
    }

    @Override
    public FeatureSpace space() {
        return space;
    }

    @Override
    public LearnerKind kind() {
        return LearnerKind.REGRESSION_FOREST;
    }

    @Override
    public long bytes() {
        long bytes = 96;
        for (RegressionMember member : members) {
            bytes += member.bytes();
        }
        return bytes;
    }
}
