package dev.tidemill.learning.stream;

import dev.tidemill.learning.feature.FeatureSpace;
import dev.tidemill.learning.feature.FeatureVector;
import dev.tidemill.learning.random.SplitMix;
import java.util.stream.IntStream;

/**
 * Friedman, <i>Multivariate Adaptive Regression Splines</i>, 1991: ten numbers from 0 to 1, and a
 * target 10 sin(πx₀x₁) + 20(x₂ − ½)² + 10x₃ + 5x₄ with normal noise of deviation 1; the other five
 * say nothing.
 */
public final class Friedman {
    private static final int NUMBERS = 10;
    private static final FeatureSpace SPACE =
            FeatureSpace.ofNumbers(
                    IntStream.range(0, NUMBERS).mapToObj(i -> "x" + i).toArray(String[]::new));

    private final SplitMix random;

    public Friedman(long seed) {
        this.random = new SplitMix(seed);
    }

    public FeatureSpace space() {
        return SPACE;
    }

    /** Fills in the next row; returns its target. */
    public double next(FeatureVector out) {
        for (int i = 0; i < NUMBERS; i++) {
            out.number(i, random.uniform());
        }
        double middle = out.number(2) - 0.5;
        return 10 * StrictMath.sin(Math.PI * out.number(0) * out.number(1))
                + 20 * middle * middle
                + 10 * out.number(3)
                + 5 * out.number(4)
                + random.gaussian();
    }
}
