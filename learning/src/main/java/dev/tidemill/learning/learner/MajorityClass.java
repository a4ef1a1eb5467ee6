package dev.tidemill.learning.learner;

import static java.util.Objects.requireNonNull;

import dev.tidemill.learning.feature.FeatureSpace;
import dev.tidemill.learning.feature.FeatureVector;
import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;

/**
 * Says how frequent each class was so far, whatever the row; each counts once more than it came.
 */
public final class MajorityClass implements Classifier {
    private final FeatureSpace space;
    private final double[] weights;

    public MajorityClass(FeatureSpace space, int classes) {
        this(space, new double[Admission.classes(classes)]);
    }

    private MajorityClass(FeatureSpace space, double[] weights) {
        this.space = requireNonNull(space, "space");
        this.weights = weights;
    }

    static MajorityClass read(ModelReader in) {
        return new MajorityClass(FeatureSpace.read(in), in.reals());
    }

    @Override
    public void write(ModelWriter out) {
        space.write(out);
        out.numbers(weights);
    }

    @Override
    public void predict(FeatureVector row, double[] probabilities) {
        for (int i = 0; i < weights.length; i++) {
            probabilities[i] = weights[i] + 1;
        }
        Votes.normalise(probabilities);
    }

    @Override
    public void learn(FeatureVector row, int label, double weight) {
        Admission.label(label, weights.length);
        Admission.weight(weight);
        weights[label] += weight;
    }

    @Override
    public int classes() {
        return weights.length;
    }

    @Override
    public FeatureSpace space() {
        return space;
    }

    @Override
    public LearnerKind kind() {
        return LearnerKind.MAJORITY_CLASS;
    }

    @Override
    public long bytes() {
        return 32 + 8L * weights.length;
    }
}
