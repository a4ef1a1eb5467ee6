package dev.tidemill.learning.learner;

import static java.util.Objects.requireNonNull;

import dev.tidemill.learning.feature.FeatureSpace;
import dev.tidemill.learning.feature.FeatureVector;
import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;

/**
 * A regressor that was trained elsewhere and learns nothing. What it says is not held to be the
 * same bits everywhere: whoever needs that keeps its scores.
 */
public final class ForeignRegressor implements Regressor {
    private final ForeignModel model;
    private final double[] score = new double[1];

    /**
     * @param form of the bytes, as {@code onnx}
     */
    public ForeignRegressor(FeatureSpace space, String form, byte[] model) {
        this(new ForeignModel(space, form, model));
    }

    private ForeignRegressor(ForeignModel model) {
        this.model = requireNonNull(model, "model");
    }

    static ForeignRegressor read(ModelReader in) {
        return new ForeignRegressor(ForeignModel.read(in));
    }

    @Override
    public void write(ModelWriter out) {
        model.write(out);
    }

    /**
     * 0 for what is no finite number. Throws MODEL_RUNTIME when nothing here runs it,
     * MODEL_MISMATCH, MODEL_CORRUPT.
     */
    @Override
    public double predict(FeatureVector row) {
        model.score(row, score);
        return Math.abs(score[0]) <= FeatureVector.MAGNITUDE_MAX ? score[0] : 0;
    }

    @Override
    public void learn(FeatureVector row, double target, double weight) {
        Admission.target(target);
        Admission.weight(weight);
    }

    @Override
    public FeatureSpace space() {
        return model.space();
    }

    @Override
    public LearnerKind kind() {
        return LearnerKind.FOREIGN_REGRESSOR;
    }

    @Override
    public long bytes() {
        return model.bytes();
    }
}
