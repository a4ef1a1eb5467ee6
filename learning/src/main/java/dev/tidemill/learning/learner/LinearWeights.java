package dev.tidemill.learning.learner;

import dev.tidemill.learning.feature.FeatureSpace;
import dev.tidemill.learning.feature.FeatureVector;
import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;
import dev.tidemill.learning.stored.Stored;

/**
 * Rows of weights over one space: a constant, the standardised numbers, the hashed slots. A missing
 * number counts as its mean, a missing category not at all.
 *
 * <p>Call {@link #look} with a row, and then {@link #sum} and {@link #step} are about that row.
 */
final class LinearWeights implements Stored {
    /** A standardised number is cut off here, as one wild value must not undo what was learned. */
    private static final double DEVIATIONS_MAX = 10;

    private final FeatureSpace space;
    private final Optimizer optimizer;
    private final int width;
    private final Moments numbers;
    private final double[] weights;
    private final double[] first;
    private final double[] second;
    private long steps;

    // The row that is looked at: the standardised numbers, and the slots of its categories.
    private final double[] seen;
    private final int[] slots;
    private int slotsUsed;

    LinearWeights(FeatureSpace space, Optimizer optimizer, int rows) {
        this.space = space;
        this.optimizer = optimizer;
        this.width = 1 + space.numbers().size() + space.slots();
        this.numbers = new Moments(space.numbers().size());
        this.weights = new double[Math.multiplyExact(rows, width)];
        this.first = new double[optimizer.memories() > 0 ? weights.length : 0];
        this.second = new double[optimizer.memories() > 1 ? weights.length : 0];
        this.seen = new double[space.numbers().size()];
        this.slots = new int[space.hashed()];
    }

    private LinearWeights(FeatureSpace space, Optimizer optimizer, int rows, ModelReader in) {
        this.space = space;
        this.optimizer = optimizer;
        this.width = 1 + space.numbers().size() + space.slots();
        this.numbers = Moments.read(in);
        this.weights = in.reals(Math.multiplyExact(rows, width));
        this.first = in.reals(optimizer.memories() > 0 ? weights.length : 0);
        this.second = in.reals(optimizer.memories() > 1 ? weights.length : 0);
        this.steps = in.whole();
        this.seen = new double[space.numbers().size()];
        this.slots = new int[space.hashed()];
        if (numbers.size() != seen.length) {
            throw ModelReader.corrupt("moments of %d numbers".formatted(numbers.size()));
        }
    }

    static LinearWeights read(ModelReader in, int rows) {
        return new LinearWeights(FeatureSpace.read(in), Optimizer.read(in), rows, in);
    }

    @Override
    public void write(ModelWriter out) {
        space.write(out);
        optimizer.write(out);
        numbers.write(out);
        out.numbers(weights).numbers(first).numbers(second).number(steps);
    }

    FeatureSpace space() {
        return space;
    }

    /** Takes a row's numbers into the means and deviations; before {@link #look} when learning. */
    void observe(FeatureVector row, double weight) {
        for (int i = 0; i < seen.length; i++) {
            if (row.hasNumber(i)) {
                numbers.add(i, row.number(i), weight);
            }
        }
        steps++;
    }

    void look(FeatureVector row) {
        for (int i = 0; i < seen.length; i++) {
            seen[i] = row.hasNumber(i) ? cut(numbers.standardised(i, row.number(i))) : 0;
        }
        slotsUsed = 0;
        for (int i = 0; i < slots.length; i++) {
            int slot = row.slot(i);
            if (slot >= 0) {
                slots[slotsUsed++] = 1 + seen.length + slot;
            }
        }
    }

    private static double cut(double deviations) {
        return Math.clamp(deviations, -DEVIATIONS_MAX, DEVIATIONS_MAX);
    }

    double sum(int of) {
        int at = of * width;
        double sum = weights[at];
        for (int i = 0; i < seen.length; i++) {
            sum += weights[at + 1 + i] * seen[i];
        }
        for (int i = 0; i < slotsUsed; i++) {
            sum += weights[at + slots[i]];
        }
        return sum;
    }

    /** The squared length of the row, its constant included. */
    double square() {
        double square = 1.0 + slotsUsed;
        for (double number : seen) {
            square += number * number;
        }
        return square;
    }

    /** Goes against the gradient of the loss by {@link #sum}. */
    void step(int of, double gradient) {
        int at = of * width;
        optimizer.step(weights, first, second, at, gradient, steps);
        for (int i = 0; i < seen.length; i++) {
            optimizer.step(weights, first, second, at + 1 + i, gradient * seen[i], steps);
        }
        for (int i = 0; i < slotsUsed; i++) {
            optimizer.step(weights, first, second, at + slots[i], gradient, steps);
        }
    }

    long bytes() {
        return 256
                + numbers.bytes()
                + 8L * (weights.length + first.length + second.length + seen.length)
                + 4L * slots.length;
    }
}
