package dev.tidemill.learning.learner;

import static java.util.Objects.requireNonNull;

import dev.tidemill.learning.feature.FeatureSpace;
import dev.tidemill.learning.feature.FeatureVector;
import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;

/** Says the number that was learned last: the baseline of a series that moves slowly. */
public final class LastTarget implements Regressor {
    private final FeatureSpace space;
    private double last;

    public LastTarget(FeatureSpace space) {
        this.space = requireNonNull(space, "space");
    }

    static LastTarget read(ModelReader in) {
        LastTarget model = new LastTarget(FeatureSpace.read(in));
        model.last = in.real();
        return model;
    }

    @Override
    public void write(ModelWriter out) {
        space.write(out);
        out.number(last);
    }

    @Override
    public double predict(FeatureVector row) {
        return last;
    }

    @Override
    public void learn(FeatureVector row, double target, double weight) {
        Admission.target(target);
        Admission.weight(weight);
        if (weight > 0) {
            last = target;
        }
    }

    @Override
    public FeatureSpace space() {
        return space;
    }

    @Override
    public LearnerKind kind() {
        return LearnerKind.LAST_TARGET;
    }

    @Override
    public long bytes() {
        return 32;
    }
}
