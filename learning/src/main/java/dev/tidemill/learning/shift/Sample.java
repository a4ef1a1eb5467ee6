package dev.tidemill.learning.shift;

import java.util.Arrays;

/** Values in ascending order, and how many more were missing. Immutable. */
public final class Sample {
    private final double[] sorted;
    private final int missing;

    private Sample(double[] sorted, int missing) {
        this.sorted = sorted;
        this.missing = missing;
    }

    /**
     * Takes a copy of the values.
     *
     * @param values in any order; NaN is a missing one
     */
    public static Sample of(double[] values) {
        double[] sorted = values.clone();
        // NaN sorts behind all numbers.
        Arrays.sort(sorted);
        int present = sorted.length;
        while (present > 0 && Double.isNaN(sorted[present - 1])) {
            present--;
        }
        return new Sample(Arrays.copyOf(sorted, present), sorted.length - present);
    }

    /** Without the missing ones. */
    public int size() {
        return sorted.length;
    }

    public double value(int rank) {
        return sorted[rank];
    }

    /** The part of all that was missing; 0 when there are none. */
    public double missingShare() {
        int all = sorted.length + missing;
        return all == 0 ? 0 : (double) missing / all;
    }

    int missing() {
        return missing;
    }

    /** The value that the part {@code share} of the others is at most. */
    double quantile(double share) {
        return sorted[(int) Math.min(sorted.length - 1, (long) (share * sorted.length))];
    }

    /** How many values are at most {@code value}. */
    int atMost(double value) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] <= value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    double deviation() {
        double mean = 0;
        double squares = 0;
        for (int i = 0; i < sorted.length; i++) {
            double distance = sorted[i] - mean;
            mean += distance / (i + 1);
            squares += distance * (sorted[i] - mean);
        }
        return Math.sqrt(squares / sorted.length);
    }
}
