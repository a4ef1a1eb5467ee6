package dev.tidemill.learning.learner;

import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;
import dev.tidemill.learning.stored.Stored;
import java.util.Arrays;

/**
 * How often each class came with each value of one category, in a leaf. The first {@code valuesMax}
 * values are told apart; the later ones are counted together as others.
 */
final class CategoryStatistics implements Stored {
    private final int classes;
    private final CategoryOrdinals values;
    // Of value i and class c at i · classes + c.
    private double[] counts;
    private final double[] others;
    private final double[] totals;

    CategoryStatistics(int classes, int valuesMax) {
        this.classes = classes;
        this.values = new CategoryOrdinals(valuesMax);
        this.counts = new double[values.room() * classes];
        this.others = new double[classes];
        this.totals = new double[classes];
    }

    private CategoryStatistics(int classes, int valuesMax, ModelReader in) {
        this.classes = classes;
        this.values = CategoryOrdinals.read(in, valuesMax);
        this.counts = in.reals(values.room() * classes);
        this.others = in.reals(classes);
        this.totals = in.reals(classes);
    }

    static CategoryStatistics read(ModelReader in, int classes, int valuesMax) {
        return new CategoryStatistics(classes, valuesMax, in);
    }

    @Override
    public void write(ModelWriter out) {
        values.write(out);
        out.numbers(counts).numbers(others).numbers(totals);
    }

    void add(long value, int label, double weight) {
        totals[label] += weight;
        int ordinal = values.findOrTake(value);
        if (ordinal < 0) {
            others[label] += weight;
            return;
        }
        if (counts.length < values.room() * classes) {
            counts = Arrays.copyOf(counts, values.room() * classes);
        }
        counts[ordinal * classes + label] += weight;
    }

    /** Adds to each class's logarithm that of the share of {@code value} in it, never 0. */
    void addLogShares(long value, double[] logarithms) {
        int ordinal = values.find(value);
        for (int c = 0; c < classes; c++) {
            double times = ordinal >= 0 ? counts[ordinal * classes + c] : others[c];
            logarithms[c] += StrictMath.log((times + 1) / (totals[c] + values.size() + 1));
        }
    }

    /** How many values are told apart. */
    int size() {
        return values.size();
    }

    /**
     * Orders the values by how large a part of them the most frequent class is; with two classes
     * the best split in two sets is one of this order.
     */
    void order(ValueOrder order) {
        int label = Votes.best(totals);
        order.clear();
        for (int i = 0; i < values.size(); i++) {
            double all = 0;
            for (int c = 0; c < classes; c++) {
                all += counts[i * classes + c];
            }
            order.add(i, -counts[i * classes + label] / all);
        }
    }

    /** Adds a value's counts to those on the left; on the right is then what is not there. */
    void move(int ordinal, double[] left, double[] right) {
        for (int c = 0; c < classes; c++) {
            left[c] += counts[ordinal * classes + c];
            right[c] = totals[c] - left[c];
        }
    }

    boolean tellsAllApart() {
        return Votes.sum(others) == 0;
    }

    /** The bits that knowing the value saves, over all rows with one. */
    double gain() {
        double known = Votes.sum(totals);
        double gain = 0;
        for (int c = 0; c < classes; c++) {
            gain += SplitSearch.bits(totals[c], known);
        }
        for (int i = 0; i < values.size(); i++) {
            double all = 0;
            for (int c = 0; c < classes; c++) {
                all += counts[i * classes + c];
            }
            for (int c = 0; c < classes; c++) {
                gain -= SplitSearch.bits(counts[i * classes + c], all);
            }
        }
        return gain;
    }

    /** A value's counts of the classes. */
    double[] counts(int ordinal) {
        return Arrays.copyOfRange(counts, ordinal * classes, (ordinal + 1) * classes);
    }

    SplitTest test(int feature, ValueOrder order, int count) {
        return order.test(feature, count, values);
    }

    long bytes() {
        return 80 + values.bytes() + 8L * counts.length + 16L * classes;
    }
}
