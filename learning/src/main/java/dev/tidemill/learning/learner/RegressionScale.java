package dev.tidemill.learning.learner;

import dev.tidemill.learning.feature.FeatureVector;
import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;
import dev.tidemill.learning.stored.Stored;

/**
 * What the lines in a regression tree's leaves are measured in: each number in deviations from its
 * mean over the whole tree, a missing one as that mean, and the target likewise. One for a tree, so
 * that a leaf's line stays right in the leaves that it is split into.
 */
final class RegressionScale implements Stored {
    /** A standardised number is cut off here. */
    private static final double DEVIATIONS_MAX = 10;

    private final Moments numbers;
    private final Moments target;
    private double least;
    private double greatest;

    // The row that is looked at.
    private final double[] seen;

    RegressionScale(int numbers) {
        this(new Moments(numbers), new Moments(1));
    }

    private RegressionScale(Moments numbers, Moments target) {
        this.numbers = numbers;
        this.target = target;
        this.seen = new double[numbers.size()];
    }

    static RegressionScale read(ModelReader in, int numbers) {
        RegressionScale read = new RegressionScale(Moments.read(in), Moments.read(in));
        if (read.numbers.size() != numbers || read.target.size() != 1) {
            throw ModelReader.corrupt("moments of %d numbers".formatted(read.numbers.size()));
        }
        read.least = in.real();
        read.greatest = in.real();
        return read;
    }

    @Override
    public void write(ModelWriter out) {
        numbers.write(out);
        target.write(out);
        out.number(least).number(greatest);
    }

    void observe(FeatureVector row, double value, double weight) {
        for (int i = 0; i < seen.length; i++) {
            if (row.hasNumber(i)) {
                numbers.add(i, row.number(i), weight);
            }
        }
        boolean first = target.weight(0) == 0;
        least = first ? value : Math.min(least, value);
        greatest = first ? value : Math.max(greatest, value);
        target.add(0, value, weight);
    }

    /** Standardises a row; the numbers are good until the next one is looked at. */
    double[] look(FeatureVector row) {
        for (int i = 0; i < seen.length; i++) {
            double value = row.hasNumber(i) ? numbers.standardised(i, row.number(i)) : 0;
            seen[i] = Math.clamp(value, -DEVIATIONS_MAX, DEVIATIONS_MAX);
        }
        return seen;
    }

    /** The target in deviations, cut off as the numbers are. */
    double standardised(double value) {
        return Math.clamp(target.standardised(0, value), -DEVIATIONS_MAX, DEVIATIONS_MAX);
    }

    /** The number that is so many deviations from the mean, within the targets that there were. */
    double value(double deviations) {
        return Math.clamp(
                target.mean(0) + deviations * Math.sqrt(target.variance(0)), least, greatest);
    }

    double mean() {
        return target.mean(0);
    }

    double variance() {
        return target.variance(0);
    }

    long bytes() {
        return 64 + numbers.bytes() + target.bytes() + 8L * seen.length;
    }
}
