package dev.tidemill.learning.learner;

import static java.util.Objects.requireNonNull;

import dev.tidemill.learning.feature.FeatureSpace;
import dev.tidemill.learning.feature.FeatureVector;
import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;

/** Says the mean of all numbers learned, whatever the row. */
public final class MeanTarget implements Regressor {
    private final FeatureSpace space;
    private final Moments target;

    public MeanTarget(FeatureSpace space) {
        this(space, new Moments(1));
    }

    private MeanTarget(FeatureSpace space, Moments target) {
        this.space = requireNonNull(space, "space");
        this.target = target;
    }

    static MeanTarget read(ModelReader in) {
        return new MeanTarget(FeatureSpace.read(in), Moments.read(in));
    }

    @Override
    public void write(ModelWriter out) {
        space.write(out);
        target.write(out);
    }

    @Override
    public double predict(FeatureVector row) {
        return target.mean(0);
    }

    @Override
    public void learn(FeatureVector row, double value, double weight) {
        Admission.target(value);
        Admission.weight(weight);
        target.add(0, value, weight);
    }

    @Override
    public FeatureSpace space() {
        return space;
    }

    @Override
    public LearnerKind kind() {
        return LearnerKind.MEAN_TARGET;
    }

    @Override
    public long bytes() {
        return 32 + target.bytes();
    }
}
