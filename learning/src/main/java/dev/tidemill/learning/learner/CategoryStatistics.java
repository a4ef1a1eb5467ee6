package dev.tidemill.learning.learner;

import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;
import dev.tidemill.learning.stored.Stored;

/**
 * How often each class came with each value of one category, in a leaf. The first {@code valuesMax}
 * values are told apart; the later ones are counted together as others.
 *
 * <p>An open hash table; 0 is a free place, as no value has it. At most half of it is in use.
 */
final class CategoryStatistics implements Stored {
    private static final int PLACES_MIN = 8;

    private final int classes;
    private final int valuesMax;
    private long[] values = new long[PLACES_MIN];
    // Of place p and class c at p · classes + c.
    private double[] counts;
    private final double[] others;
    private final double[] totals;
    private int used;

    CategoryStatistics(int classes, int valuesMax) {
        this.classes = classes;
        this.valuesMax = valuesMax;
        this.counts = new double[PLACES_MIN * classes];
        this.others = new double[classes];
        this.totals = new double[classes];
    }

    private CategoryStatistics(int classes, int valuesMax, ModelReader in) {
        this.classes = classes;
        this.valuesMax = valuesMax;
        this.values = in.wholes();
        this.counts = in.reals(values.length * classes);
        this.others = in.reals(classes);
        this.totals = in.reals(classes);
        for (long value : values) {
            used += value == 0 ? 0 : 1;
        }
        if (Integer.bitCount(values.length) != 1 || 2 * used > values.length) {
            throw ModelReader.corrupt("%d places, %d in use".formatted(values.length, used));
        }
    }

    static CategoryStatistics read(ModelReader in, int classes, int valuesMax) {
        return new CategoryStatistics(classes, valuesMax, in);
    }

    @Override
    public void write(ModelWriter out) {
        out.numbers(values).numbers(counts).numbers(others).numbers(totals);
    }

    void add(long value, int label, double weight) {
        totals[label] += weight;
        int place = place(value);
        if (values[place] == 0) {
            if (used == valuesMax) {
                others[label] += weight;
                return;
            }
            place = take(value, place);
        }
        counts[place * classes + label] += weight;
    }

    private int take(long value, int free) {
        if (2 * (used + 1) > values.length) {
            grow();
            return take(value, place(value));
        }
        values[free] = value;
        used++;
        return free;
    }

    private void grow() {
        long[] oldValues = values;
        double[] oldCounts = counts;
        values = new long[2 * oldValues.length];
        counts = new double[2 * oldCounts.length];
        for (int i = 0; i < oldValues.length; i++) {
            if (oldValues[i] != 0) {
                int place = place(oldValues[i]);
                values[place] = oldValues[i];
                System.arraycopy(oldCounts, i * classes, counts, place * classes, classes);
            }
        }
    }

    /** Where the value is, or the free place where it would be. */
    private int place(long value) {
        int place = (int) value & (values.length - 1);
        while (values[place] != 0 && values[place] != value) {
            place = (place + 1) & (values.length - 1);
        }
        return place;
    }

    /** Adds to each class's logarithm that of the share of {@code value} in it, never 0. */
    void addLogShares(long value, double[] logarithms) {
        int place = place(value);
        boolean known = values[place] != 0;
        for (int c = 0; c < classes; c++) {
            double times = known ? counts[place * classes + c] : others[c];
            logarithms[c] += StrictMath.log((times + 1) / (totals[c] + used + 1));
        }
    }

    int places() {
        return values.length;
    }

    /** 0 for a free place. */
    long value(int place) {
        return values[place];
    }

    /** Writes the classes' counts of the value at a place, and of all other values. */
    void divide(int place, double[] left, double[] right) {
        System.arraycopy(counts, place * classes, left, 0, classes);
        for (int c = 0; c < classes; c++) {
            right[c] = totals[c] - left[c];
        }
    }

    long bytes() {
        return 96 + 8L * (values.length + counts.length) + 16L * classes;
    }
}
