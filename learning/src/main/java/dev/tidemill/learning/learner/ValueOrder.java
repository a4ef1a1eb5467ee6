package dev.tidemill.learning.learner;

import java.util.Arrays;

/**
 * The values of a category in the order in which a split in two may cut them. Where rows are told
 * apart by one number each, such as the share of a class, the best split of the values into two
 * sets is one of this order (Breiman et al. 1984), so k values need k − 1 looks, not 2ᵏ.
 */
final class ValueOrder {
    private int[] ordinals = new int[8];
    private double[] keys = new double[8];
    private int size;

    void clear() {
        size = 0;
    }

    /** Puts a value where its key belongs; among equal keys after those that are there. */
    void add(int ordinal, double key) {
        if (size == ordinals.length) {
            ordinals = Arrays.copyOf(ordinals, 2 * size);
            keys = Arrays.copyOf(keys, 2 * size);
        }
        int at = size++;
        while (at > 0 && keys[at - 1] > key) {
            ordinals[at] = ordinals[at - 1];
            keys[at] = keys[at - 1];
            at--;
        }
        ordinals[at] = ordinal;
        keys[at] = key;
    }

    int size() {
        return size;
    }

    /** The ordinal at a place. */
    int at(int place) {
        return ordinals[place];
    }

    /** A test for the values of the first {@code count} places. */
    SplitTest test(int feature, int count, CategoryOrdinals values) {
        if (count == 1) {
            return new SplitTest.Is(feature, values.value(ordinals[0]));
        }
        long[] chosen = new long[count];
        Arrays.setAll(chosen, i -> values.value(ordinals[i]));
        return new SplitTest.In(feature, chosen);
    }
}
