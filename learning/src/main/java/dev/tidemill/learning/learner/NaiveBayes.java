package dev.tidemill.learning.learner;

import static java.util.Objects.requireNonNull;

import dev.tidemill.learning.feature.FeatureSpace;
import dev.tidemill.learning.feature.FeatureVector;
import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;

/**
 * Takes features as independent within a class: a normal distribution of each number, and counts of
 * each hashed category, one more than came. A missing feature says nothing for or against a class.
 * Memory is 2 to the hash bits, times classes; categories in one slot are counted together.
 */
public final class NaiveBayes implements Classifier {
    private final FeatureSpace space;
    private final double[] weights;
    // Of number f and class c at f · classes + c.
    private final Moments numbers;
    // Of slot s and class c at s · classes + c.
    private final double[] slots;
    // Of hashed feature k and class c at k · classes + c: rows in which it was not missing.
    private final double[] present;
    // Of each hashed feature, the slots that it has used.
    private final int[] distinct;

    public NaiveBayes(FeatureSpace space, int classes) {
        this.space = requireNonNull(space, "space");
        this.weights = new double[Admission.classes(classes)];
        this.numbers = new Moments(space.numbers().size() * classes);
        this.slots = new double[Math.multiplyExact(space.slots(), classes)];
        this.present = new double[space.hashed() * classes];
        this.distinct = new int[space.hashed()];
    }

    private NaiveBayes(FeatureSpace space, ModelReader in) {
        this.space = space;
        this.weights = in.reals();
        this.numbers = Moments.read(in);
        this.slots = in.reals(Math.multiplyExact(space.slots(), weights.length));
        this.present = in.reals(space.hashed() * weights.length);
        this.distinct = in.integers();
        if (numbers.size() != space.numbers().size() * weights.length
                || distinct.length != space.hashed()) {
            throw ModelReader.corrupt("statistics of other features");
        }
    }

    static NaiveBayes read(ModelReader in) {
        return new NaiveBayes(FeatureSpace.read(in), in);
    }

    @Override
    public void write(ModelWriter out) {
        space.write(out);
        out.numbers(weights);
        numbers.write(out);
        out.numbers(slots).numbers(present).numbers(distinct);
    }

    @Override
    public void predict(FeatureVector row, double[] probabilities) {
        Admission.row(space, row);
        double total = Votes.sum(weights) + weights.length;
        for (int c = 0; c < weights.length; c++) {
            probabilities[c] = StrictMath.log((weights[c] + 1) / total);
        }
        addNumbers(row, probabilities);
        addCategories(row, probabilities);
        Votes.fromLogarithms(probabilities);
    }

    private void addNumbers(FeatureVector row, double[] logarithms) {
        for (int f = 0; f < space.numbers().size(); f++) {
            if (row.hasNumber(f)) {
                Gaussian.addLogDensities(numbers, f * weights.length, row.number(f), logarithms);
            }
        }
    }

    private void addCategories(FeatureVector row, double[] logarithms) {
        for (int k = 0; k < distinct.length; k++) {
            int slot = row.slot(k);
            if (slot >= 0) {
                for (int c = 0; c < weights.length; c++) {
                    double times = slots[slot * weights.length + c] + 1;
                    double all = present[k * weights.length + c] + distinct[k] + 1;
                    logarithms[c] += StrictMath.log(times / all);
                }
            }
        }
    }

    @Override
    public void learn(FeatureVector row, int label, double weight) {
        Admission.row(space, row);
        Admission.label(label, weights.length);
        Admission.weight(weight);
        if (weight == 0) {
            return;
        }
        weights[label] += weight;
        for (int f = 0; f < space.numbers().size(); f++) {
            if (row.hasNumber(f)) {
                numbers.add(f * weights.length + label, row.number(f), weight);
            }
        }
        for (int k = 0; k < distinct.length; k++) {
            int slot = row.slot(k);
            if (slot >= 0) {
                count(k, slot, label, weight);
            }
        }
    }

    private void count(int hashed, int slot, int label, double weight) {
        boolean fresh = true;
        for (int c = 0; c < weights.length; c++) {
            fresh &= slots[slot * weights.length + c] == 0;
        }
        distinct[hashed] += fresh ? 1 : 0;
        slots[slot * weights.length + label] += weight;
        present[hashed * weights.length + label] += weight;
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
        return LearnerKind.NAIVE_BAYES;
    }

    @Override
    public long bytes() {
        return 128
                + numbers.bytes()
                + 8L * (weights.length + slots.length + present.length)
                + 4L * distinct.length;
    }
}
