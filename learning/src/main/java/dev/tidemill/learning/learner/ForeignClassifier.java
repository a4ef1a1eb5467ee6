package dev.tidemill.learning.learner;

import static java.util.Objects.requireNonNull;

import dev.tidemill.learning.feature.FeatureSpace;
import dev.tidemill.learning.feature.FeatureVector;
import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;

/**
 * A classifier that was trained elsewhere and learns nothing. What it says is not held to be the
 * same bits everywhere: whoever needs that keeps its scores.
 */
public final class ForeignClassifier implements Classifier {
    private final ForeignModel model;
    private final int classes;

    /**
     * @param form of the bytes, as {@code onnx}
     */
    public ForeignClassifier(FeatureSpace space, int classes, String form, byte[] model) {
        this(new ForeignModel(space, form, model), classes);
    }

    private ForeignClassifier(ForeignModel model, int classes) {
        this.model = requireNonNull(model, "model");
        this.classes = Admission.classes(classes);
    }

    static ForeignClassifier read(ModelReader in) {
        int classes = in.integer();
        if (classes < 1 || classes > CLASSES_MAX) {
            throw ModelReader.corrupt("a model of %d classes".formatted(classes));
        }
        return new ForeignClassifier(ForeignModel.read(in), classes);
    }

    @Override
    public void write(ModelWriter out) {
        out.number(classes);
        model.write(out);
    }

    /** Throws MODEL_RUNTIME when nothing here runs it, MODEL_MISMATCH, MODEL_CORRUPT. */
    @Override
    public void predict(FeatureVector row, double[] probabilities) {
        model.score(row, probabilities);
        for (int i = 0; i < classes; i++) {
            double said = probabilities[i];
            probabilities[i] = said > 0 && said <= 1 ? said : said > 1 ? 1 : 0;
        }
        Votes.normalise(probabilities);
    }

    @Override
    public void learn(FeatureVector row, int label, double weight) {
        Admission.label(label, classes);
        Admission.weight(weight);
    }

    @Override
    public int classes() {
        return classes;
    }

    @Override
    public FeatureSpace space() {
        return model.space();
    }

    @Override
    public LearnerKind kind() {
        return LearnerKind.FOREIGN_CLASSIFIER;
    }

    @Override
    public long bytes() {
        return model.bytes();
    }
}
