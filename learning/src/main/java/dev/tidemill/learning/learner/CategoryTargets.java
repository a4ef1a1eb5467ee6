package dev.tidemill.learning.learner;

import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;
import dev.tidemill.learning.stored.Stored;

/**
 * How the targets of a leaf lie at each value of one category. The first {@code valuesMax} values
 * are told apart; the later ones are in the moments of all only.
 */
final class CategoryTargets implements Stored {
    private final CategoryOrdinals values;
    private Moments targets;
    private final Moments all;

    CategoryTargets(int valuesMax) {
        this.values = new CategoryOrdinals(valuesMax);
        this.targets = new Moments(values.room());
        this.all = new Moments(1);
    }

    private CategoryTargets(int valuesMax, ModelReader in) {
        this.values = CategoryOrdinals.read(in, valuesMax);
        this.targets = Moments.read(in);
        this.all = Moments.read(in);
        if (targets.size() != values.room() || all.size() != 1) {
            throw ModelReader.corrupt("targets of %d values".formatted(targets.size()));
        }
    }

    static CategoryTargets read(ModelReader in, int valuesMax) {
        return new CategoryTargets(valuesMax, in);
    }

    @Override
    public void write(ModelWriter out) {
        values.write(out);
        targets.write(out);
        all.write(out);
    }

    void add(long value, double target, double weight) {
        all.add(0, target, weight);
        int ordinal = values.findOrTake(value);
        if (ordinal < 0) {
            return;
        }
        if (targets.size() < values.room()) {
            Moments more = new Moments(values.room());
            for (int i = 0; i < targets.size(); i++) {
                more.absorb(i, targets, i);
            }
            targets = more;
        }
        targets.add(ordinal, target, weight);
    }

    /** How many values are told apart. */
    int size() {
        return values.size();
    }

    SplitTest test(int feature, ValueOrder order, int count) {
        return order.test(feature, count, values);
    }

    /** By ordinal. */
    Moments targets() {
        return targets;
    }

    /** Of the rows with any value, as one series. */
    Moments all() {
        return all;
    }

    long bytes() {
        return 48 + values.bytes() + targets.bytes() + all.bytes();
    }
}
