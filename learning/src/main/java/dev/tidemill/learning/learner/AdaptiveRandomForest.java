package dev.tidemill.learning.learner;

import static java.util.Objects.requireNonNull;

import dev.tidemill.learning.feature.FeatureSpace;
import dev.tidemill.learning.feature.FeatureVector;
import dev.tidemill.learning.random.SplitMix;
import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;
import java.util.Arrays;

/**
 * Hoeffding trees that differ, since each learns a row a random number of times and each leaf looks
 * at random features; each is replaced when its own errors rise. They vote by how often each was
 * right. The bounds of {@link TreeOptions} are those of one tree, and a tree that is suspected has
 * a second one in its background.
 */
public final class AdaptiveRandomForest implements Classifier {
    private final FeatureSpace space;
    private final int classes;
    private final ForestOptions options;
    private final ForestMember[] members;
    private final double[] votes;

    public AdaptiveRandomForest(FeatureSpace space, int classes, long seed) {
        this(space, classes, ForestOptions.standard(), seed);
    }

    public AdaptiveRandomForest(FeatureSpace space, int classes, ForestOptions options, long seed) {
        this(
                requireNonNull(space, "space"),
                Admission.classes(classes),
                options.withSubspaceFor(space));
        SplitMix random = new SplitMix(seed);
        Arrays.setAll(members, i -> new ForestMember(space, classes, this.options, random.split()));
    }

    private AdaptiveRandomForest(FeatureSpace space, int classes, ForestOptions options) {
        this.space = space;
        this.classes = classes;
        this.options = options;
        this.members = new ForestMember[options.trees()];
        this.votes = new double[classes];
    }

    static AdaptiveRandomForest read(ModelReader in) {
        FeatureSpace space = FeatureSpace.read(in);
        int classes = in.integer();
        ForestOptions options = ForestOptions.read(in);
        AdaptiveRandomForest forest = new AdaptiveRandomForest(space, classes, options);
        Arrays.setAll(forest.members, i -> ForestMember.read(space, classes, options, in));
        return forest;
    }

    @Override
    public void write(ModelWriter out) {
        space.write(out);
        out.number(classes);
        options.write(out);
        for (ForestMember member : members) {
            member.write(out);
        }
    }

    @Override
    public void predict(FeatureVector row, double[] probabilities) {
        Admission.row(space, row);
        Arrays.fill(probabilities, 0);
        for (ForestMember member : members) {
            member.predict(row, votes);
            double trust = member.trust();
            for (int c = 0; c < classes; c++) {
                probabilities[c] += trust * votes[c];
            }
        }
        Votes.normalise(probabilities);
    }

    @Override
    public void learn(FeatureVector row, int label, double weight) {
        Admission.row(space, row);
        Admission.label(label, classes);
        Admission.weight(weight);
        if (weight > 0) {
            for (ForestMember member : members) {
                member.learn(row, label, weight, votes);
            }
        }
    }

    /** How often a tree was suspected so far. */
    public int warnings() {
        return Arrays.stream(members).mapToInt(ForestMember::warnings).sum();
    }

    /** How often a tree was replaced so far. */
    public int drifts() {
        return Arrays.stream(members).mapToInt(ForestMember::drifts).sum();
    }

    /** Of all trees, those in the background included. */
    public int nodes() {
        return Arrays.stream(members).mapToInt(ForestMember::nodes).sum();
    }

    @Override
    public int classes() {
        return classes;
    }

    @Override
    public FeatureSpace space() {
        return space;
    }

    @Override
    public LearnerKind kind() {
        return LearnerKind.ADAPTIVE_RANDOM_FOREST;
    }

    @Override
    public long bytes() {
        long bytes = 128;
        for (ForestMember member : members) {
            bytes += member.bytes();
        }
        return bytes;
    }
}
