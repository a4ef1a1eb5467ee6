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

    /** Takes all values of a series of another's into one of these. */
    void absorb(int into, Moments other, int from) {
        double added = other.weights[from];
        if (added == 0) {
            return;
        }
        double total = weights[into] + added;
        double distance = other.means[from] - means[into];
        squares[into] +=
                other.squares[from] + distance * distance * (weights[into] * added / total);
        means[into] += distance * (added / total);
        weights[into] = total;
    }

    /** Takes values out again that are among those of a series. */
    void expel(int from, Moments other, int series) {
        double rest = weights[from] - other.weights[series];
        if (!(rest > 0)) {
            clear(from);
            return;
        }
        double mean =
                means[from] + (means[from] - other.means[series]) * (other.weights[series] / rest);
        double distance = mean - other.means[series];
        double between = distance * distance * (rest * other.weights[series] / weights[from]);
        squares[from] = Math.max(0, squares[from] - other.squares[series] - between);
        means[from] = mean;
        weights[from] = rest;
    }

    /** Becomes as another of the same size is. */
    void copy(Moments other) {
        System.arraycopy(other.weights, 0, weights, 0, weights.length);
        System.arraycopy(other.means, 0, means, 0, means.length);
        System.arraycopy(other.squares, 0, squares, 0, squares.length);
    }

    /** A copy of one series. */
    Moments only(int series) {
        Moments only = new Moments(1);
        only.absorb(0, this, series);
        return only;
    }

    /** Empties a series. */
    void clear(int series) {
        weights[series] = 0;
        means[series] = 0;
        squares[series] = 0;
    }

    long bytes() {
        return bytes(weights.length);
    }

    static long bytes(int series) {
        return 64 + 24L * series;
    }
}
