package dev.tidemill.learning.drift;

import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;

/**
 * The Page-Hinkley test for a rising mean: adds up how far the numbers are above their mean so far,
 * and says so when that sum is more than {@code threshold} above its least value. Then it begins
 * anew. Constant memory, and slower than ADWIN to see small changes.
 *
 * <p>Only the rise of the sum above its least value is kept, and forgotten. Where the sum alone is
 * forgotten, and the least value is not, a mean that falls for long is taken for a rise later.
 */
public final class PageHinkley implements DriftDetector {
    public static final int COUNT_MIN_DEFAULT = 30;
    public static final double TOLERANCE_DEFAULT = 0.005;
    public static final double THRESHOLD_DEFAULT = 50;
    public static final double FORGETTING_DEFAULT = 0.9999;

    private final int countMin;
    private final double tolerance;
    private final double threshold;
    private final double forgetting;

    private long count;
    private double mean;
    private double rise;

    public PageHinkley() {
        this(COUNT_MIN_DEFAULT, TOLERANCE_DEFAULT, THRESHOLD_DEFAULT, FORGETTING_DEFAULT);
    }

    /**
     * @param countMin says nothing before so many numbers
     * @param tolerance a rise of the mean by this much is no change
     * @param threshold how much may come together before it is one
     * @param forgetting what is left of the sum with each number; 0 to 1
     */
    public PageHinkley(int countMin, double tolerance, double threshold, double forgetting) {
        if (countMin < 1 || !(tolerance >= 0) || !(threshold > 0)) {
            throw new IllegalArgumentException(
                    "%d, %s, %s".formatted(countMin, tolerance, threshold));
        }
        if (!(forgetting > 0 && forgetting <= 1)) {
            throw new IllegalArgumentException("forgetting is " + forgetting);
        }
        this.countMin = countMin;
        this.tolerance = tolerance;
        this.threshold = threshold;
        this.forgetting = forgetting;
    }

    public static PageHinkley read(ModelReader in) {
        try {
            PageHinkley test = new PageHinkley(in.integer(), in.real(), in.real(), in.real());
            test.count = in.whole();
            test.mean = in.real();
            test.rise = in.real();
            return test;
        } catch (IllegalArgumentException wrong) {
            throw ModelReader.corrupt(String.valueOf(wrong.getMessage()));
        }
    }

    @Override
    public void write(ModelWriter out) {
        out.number(countMin).number(tolerance).number(threshold).number(forgetting);
        out.number(count).number(mean).number(rise);
    }

    @Override
    public boolean add(double value) {
        count++;
        mean += (value - mean) / count;
        rise = Math.max(0, forgetting * rise + value - mean - tolerance);
        boolean changed = count >= countMin && rise > threshold;
        if (changed) {
            count = 0;
            mean = 0;
            rise = 0;
        }
        return changed;
    }

    @Override
    public double mean() {
        return mean;
    }

    @Override
    public long width() {
        return count;
    }
}
