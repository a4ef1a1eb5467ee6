package dev.tidemill.learning.learner;

import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;
import dev.tidemill.learning.stored.Stored;

/**
 * Weight, mean and variance of several series, side by side. Welford's recurrence: values far from
 * 0 with a small variance keep their digits, where sums of squares would lose them.
 *
 * <p>Invariants: a series of weight 0 has mean 0; no sum of squares is negative.
 */
final class Moments implements Stored {
    private final double[] weights;
    private final double[] means;
    // Sums of squared distances from the mean.
    private final double[] squares;

    Moments(int series) {
        this(new double[series], new double[series], new double[series]);
    }

    private Moments(double[] weights, double[] means, double[] squares) {
        this.weights = weights;
        this.means = means;
        this.squares = squares;
    }

    static Moments read(ModelReader in) {
        double[] weights = in.reals();
        return new Moments(weights, in.reals(weights.length), in.reals(weights.length));
    }

    @Override
    public void write(ModelWriter out) {
        out.numbers(weights).numbers(means).numbers(squares);
    }

    void add(int series, double value, double weight) {
        if (weight == 0) {
            return;
        }
        double total = weights[series] + weight;
        double distance = value - means[series];
        double step = distance * (weight / total);
        weights[series] = total;
        means[series] += step;
        squares[series] += weight * distance * (value - means[series]);
    }

    int size() {
        return weights.length;
    }

    double weight(int series) {
        return weights[series];
    }

    double mean(int series) {
        return means[series];
    }

    /** Of the values themselves, not of what they are drawn from; 0 when there are none. */
    double variance(int series) {
        return weights[series] > 0 ? Math.max(0, squares[series] / weights[series]) : 0;
    }

    /** The value in deviations from the mean; 0 while all values are the same. */
    double standardised(int series, double value) {
        double variance = variance(series);
        return variance > 0 ? (value - means[series]) / Math.sqrt(variance) : 0;
    }

    long bytes() {
        return 64 + 24L * weights.length;
    }
}
