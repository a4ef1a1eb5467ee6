package dev.tidemill.learning.stream;

import dev.tidemill.learning.feature.FeatureSpace;
import dev.tidemill.learning.feature.FeatureVector;
import dev.tidemill.learning.random.SplitMix;
import java.util.ArrayList;
import java.util.List;

/**
 * Breiman, Friedman, Olshen and Stone 1984: the digit on a display of seven segments, each of which
 * is wrong with a chance, beside seventeen that say nothing. At a chance of 0.1 the best that can
 * be is right in 74 of 100.
 */
public final class Led implements LabelledStream {
    private static final int SEGMENTS = 7;
    private static final int ALL = 24;

    /** The segments of each digit, the first one the lowest bit. */
    private static final int[] DIGITS = {
        0b1110111, 0b0100100, 0b1011101, 0b1101101, 0b0101110,
        0b1101011, 0b1111011, 0b0100101, 0b1111111, 0b1101111
    };

    private static final FeatureSpace SPACE = FeatureSpace.of(List.of(), names());

    private final SplitMix random;
    private final double noise;

    public Led(double noise, long seed) {
        this.noise = noise;
        this.random = new SplitMix(seed);
    }

    private static List<String> names() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < ALL; i++) {
            names.add("segment" + i);
        }
        return names;
    }

    @Override
    public FeatureSpace space() {
        return SPACE;
    }

    @Override
    public int classes() {
        return DIGITS.length;
    }

    @Override
    public int next(FeatureVector out) {
        int digit = random.below(DIGITS.length);
        for (int i = 0; i < ALL; i++) {
            int lit = i < SEGMENTS ? DIGITS[digit] >> i & 1 : random.below(2);
            boolean wrong = i < SEGMENTS && random.uniform() < noise;
            out.category(i, wrong ? 1 - lit : lit);
        }
        return digit;
    }
}
