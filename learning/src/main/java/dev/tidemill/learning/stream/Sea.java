package dev.tidemill.learning.stream;

import dev.tidemill.learning.feature.FeatureSpace;
import dev.tidemill.learning.feature.FeatureVector;
import dev.tidemill.learning.random.SplitMix;

/**
 * Street and Kim, KDD 2001: three numbers from 0 to 10; the class is whether the first two are
 * together at most a threshold, which is 8, 9, 7 and 9.5 in turn. The third says nothing.
 */
public final class Sea implements LabelledStream {
    private static final double[] THRESHOLDS = {8, 9, 7, 9.5};
    private static final FeatureSpace SPACE = FeatureSpace.ofNumbers("a", "b", "c");

    private final SplitMix random;
    private final double noise;
    private final long rowsEach;
    private long row;

    /**
     * @param noise the part of the labels that are turned round
     * @param rowsEach after so many rows comes the next threshold
     */
    public Sea(double noise, long rowsEach, long seed) {
        this.noise = noise;
        this.rowsEach = rowsEach;
        this.random = new SplitMix(seed);
    }

    @Override
    public FeatureSpace space() {
        return SPACE;
    }

    @Override
    public int classes() {
        return 2;
    }

    @Override
    public int next(FeatureVector out) {
        double threshold = THRESHOLDS[(int) (row++ / rowsEach % THRESHOLDS.length)];
        double a = random.uniform(0, 10);
        double b = random.uniform(0, 10);
        out.number(0, a).number(1, b).number(2, random.uniform(0, 10));
        int label = a + b <= threshold ? 0 : 1;
        return random.uniform() < noise ? 1 - label : label;
    }
}
