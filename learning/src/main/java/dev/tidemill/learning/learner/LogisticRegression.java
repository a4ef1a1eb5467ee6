package dev.tidemill.learning.learner;

import static java.util.Objects.requireNonNull;

import dev.tidemill.learning.feature.FeatureSpace;
import dev.tidemill.learning.feature.FeatureVector;
import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;

/**
 * Probabilities by a weighted sum: of one row of weights through the logistic function for two
 * classes, of a row for each through the softmax for more. The loss is the logarithmic one.
 */
public final class LogisticRegression implements Classifier {
    private final int classes;
    private final LinearWeights weights;
    private final double[] probabilities;

    public LogisticRegression(FeatureSpace space, int classes, Optimizer optimizer) {
        this(
                classes,
                new LinearWeights(
                        requireNonNull(space, "space"),
                        requireNonNull(optimizer, "optimizer"),
                        rows(Admission.classes(classes))));
    }

    private LogisticRegression(int classes, LinearWeights weights) {
        this.classes = classes;
        this.weights = weights;
        this.probabilities = new double[classes];
    }

    private static int rows(int classes) {
        return classes == 2 ? 1 : classes;
    }

    static LogisticRegression read(ModelReader in) {
        int classes = in.integer();
        return new LogisticRegression(classes, LinearWeights.read(in, rows(classes)));
    }

    @Override
    public void write(ModelWriter out) {
        out.number(classes);
        weights.write(out);
    }

    @Override
    public void predict(FeatureVector row, double[] out) {
        Admission.row(weights.space(), row);
        weights.look(row);
        probabilities(out);
    }

    private void probabilities(double[] out) {
        if (classes == 2) {
            out[1] = 1 / (1 + StrictMath.exp(-weights.sum(0)));
            out[0] = 1 - out[1];
            return;
        }
        for (int i = 0; i < classes; i++) {
            out[i] = weights.sum(i);
        }
        Votes.fromLogarithms(out);
    }

    @Override
    public void learn(FeatureVector row, int label, double weight) {
        Admission.row(weights.space(), row);
        Admission.label(label, classes);
        Admission.weight(weight);
        if (weight == 0) {
            return;
        }
        weights.observe(row, weight);
        weights.look(row);
        probabilities(probabilities);
        if (classes == 2) {
            weights.step(0, weight * (probabilities[1] - label));
            return;
        }
        for (int i = 0; i < classes; i++) {
            weights.step(i, weight * (probabilities[i] - (i == label ? 1 : 0)));
        }
    }

    @Override
    public int classes() {
        return classes;
    }

    @Override
    public FeatureSpace space() {
        return weights.space();
    }

    @Override
    public LearnerKind kind() {
        return LearnerKind.LOGISTIC_REGRESSION;
    }

    @Override
    public long bytes() {
        return weights.bytes() + 8L * classes;
    }
}
