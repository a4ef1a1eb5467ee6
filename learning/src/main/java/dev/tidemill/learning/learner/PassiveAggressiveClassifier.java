package dev.tidemill.learning.learner;

import static java.util.Objects.requireNonNull;

import dev.tidemill.learning.feature.FeatureSpace;
import dev.tidemill.learning.feature.FeatureVector;
import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;

/**
 * A row of weights for each class, changed only where the right class's sum is not above all
 * others' by a margin. Its probabilities are a softmax of the sums: in order, but not calibrated,
 * as nothing in the loss asks for that.
 */
public final class PassiveAggressiveClassifier implements Classifier {
    private final PassiveAggressive manner;
    private final LinearWeights weights;
    private final double[] sums;

    public PassiveAggressiveClassifier(FeatureSpace space, int classes, PassiveAggressive manner) {
        this(
                requireNonNull(manner, "manner"),
                classes,
                new LinearWeights(
                        requireNonNull(space, "space"),
                        PassiveAggressive.FULL_STEP,
                        Admission.classes(classes)));
    }

    private PassiveAggressiveClassifier(
            PassiveAggressive manner, int classes, LinearWeights weights) {
        this.manner = manner;
        this.weights = weights;
        this.sums = new double[classes];
    }

    static PassiveAggressiveClassifier read(ModelReader in) {
        PassiveAggressive manner = PassiveAggressive.read(in);
        int classes = in.integer();
        if (classes < 2 || classes > CLASSES_MAX) {
            throw ModelReader.corrupt("%d classes".formatted(classes));
        }
        return new PassiveAggressiveClassifier(manner, classes, LinearWeights.read(in, classes));
    }

    @Override
    public void write(ModelWriter out) {
        manner.write(out);
        out.number(sums.length);
        weights.write(out);
    }

    @Override
    public void predict(FeatureVector row, double[] probabilities) {
        Admission.row(weights.space(), row);
        weights.look(row);
        for (int i = 0; i < sums.length; i++) {
            probabilities[i] = weights.sum(i);
        }
        Votes.fromLogarithms(probabilities);
    }

    @Override
    public void learn(FeatureVector row, int label, double weight) {
        Admission.row(weights.space(), row);
        Admission.label(label, sums.length);
        Admission.weight(weight);
        if (weight == 0) {
            return;
        }
        weights.observe(row, weight);
        weights.look(row);
        for (int i = 0; i < sums.length; i++) {
            sums[i] = weights.sum(i);
        }
        double right = sums[label];
        sums[label] = Double.NEGATIVE_INFINITY;
        int rival = Votes.best(sums);
        double loss = manner.margin() - (right - sums[rival]);
        double step = manner.step(loss, 2 * weights.square(), weight);
        if (step > 0) {
            weights.step(label, -step);
            weights.step(rival, step);
        }
    }

    @Override
    public int classes() {
        return sums.length;
    }

    @Override
    public FeatureSpace space() {
        return weights.space();
    }

    @Override
    public LearnerKind kind() {
        return LearnerKind.PASSIVE_AGGRESSIVE;
    }

    @Override
    public long bytes() {
        return weights.bytes() + 8L * sums.length;
    }
}
