package dev.tidemill.learning.learner;

import static java.util.Objects.requireNonNull;

import dev.tidemill.learning.feature.FeatureSpace;
import dev.tidemill.learning.feature.FeatureVector;
import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;
import java.util.Arrays;

/**
 * Says that the label is the one that was learned last, for certain. On a stream whose labels come
 * in runs this is hard to beat, and a model that does not beat it has learned nothing.
 */
public final class NoChange implements Classifier {
    private final FeatureSpace space;
    private final int classes;
    private int last = -1;

    public NoChange(FeatureSpace space, int classes) {
        this.space = requireNonNull(space, "space");
        this.classes = Admission.classes(classes);
    }

    static NoChange read(ModelReader in) {
        NoChange model = new NoChange(FeatureSpace.read(in), in.integer());
        model.last = in.integer();
        return model;
    }

    @Override
    public void write(ModelWriter out) {
        space.write(out);
        out.number(classes).number(last);
    }

    @Override
    public void predict(FeatureVector row, double[] probabilities) {
        if (last < 0) {
            Arrays.fill(probabilities, 1.0 / classes);
            return;
        }
        Arrays.fill(probabilities, 0);
        probabilities[last] = 1;
    }

    @Override
    public void learn(FeatureVector row, int label, double weight) {
        Admission.label(label, classes);
        Admission.weight(weight);
        if (weight > 0) {
            last = label;
        }
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
        return LearnerKind.NO_CHANGE;
    }

    @Override
    public long bytes() {
        return 32;
    }
}
