package dev.tidemill.learning.learner;

import dev.tidemill.learning.feature.FeatureSpace;
import dev.tidemill.learning.random.SplitMix;
import dev.tidemill.learning.stored.ModelReader;
import java.util.Arrays;

/** Says which features each leaf of a tree looks at: all, or some that are drawn for it. */
final class FeatureDraw {
    private final int numbers;
    private final int[] features;
    private final int subspace;
    private final SplitMix random;
    private int[] drawn = new int[0];

    /**
     * @param subspace how many features a leaf looks at; 0 for all
     */
    FeatureDraw(FeatureSpace space, int subspace, SplitMix random) {
        this.numbers = space.numbers().size();
        this.features = new int[numbers + space.categories().size()];
        this.subspace = subspace;
        this.random = random;
    }

    /** Draws anew; {@link #numbers} and {@link #categories} tell what was drawn. */
    FeatureDraw next() {
        Arrays.setAll(features, i -> i);
        boolean some = subspace > 0 && subspace < features.length;
        int count = some ? subspace : features.length;
        if (some) {
            shuffleFirst(count);
        }
        drawn = Arrays.copyOf(features, count);
        Arrays.sort(drawn);
        return this;
    }

    private void shuffleFirst(int count) {
        for (int i = 0; i < count; i++) {
            int other = i + random.below(features.length - i);
            int swapped = features[i];
            features[i] = features[other];
            features[other] = swapped;
        }
    }

    /** Positions in {@link FeatureSpace#numbers}, ascending. */
    int[] numbers() {
        return Arrays.stream(drawn).filter(feature -> feature < numbers).toArray();
    }

    /** Positions in {@link FeatureSpace#categories}, ascending. */
    int[] categories() {
        return Arrays.stream(drawn)
                .filter(feature -> feature >= numbers)
                .map(feature -> feature - numbers)
                .toArray();
    }

    int[] readNumbers(ModelReader in) {
        return checked(in.integers(), numbers);
    }

    int[] readCategories(ModelReader in) {
        return checked(in.integers(), features.length - numbers);
    }

    private static int[] checked(int[] read, int count) {
        for (int feature : read) {
            if (feature < 0 || feature >= count) {
                throw ModelReader.corrupt("a leaf looks at feature " + feature);
            }
        }
        return read;
    }
}
