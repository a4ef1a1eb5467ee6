package dev.tidemill.learning.learner;

import dev.tidemill.learning.feature.FeatureVector;
import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;
import java.util.Arrays;

/** The question of an inner node. */
sealed interface SplitTest {
    int LEFT = 0;
    int RIGHT = 1;
    int MISSING = -1;

    /** Its position among the numbers, or among the categories. */
    int feature();

    /** Left is yes; {@link #MISSING} when the row lacks the feature. */
    int branch(FeatureVector row);

    void write(ModelWriter out);

    /** About how much memory it takes. */
    long bytes();

    static SplitTest read(ModelReader in, int numbers, int categories) {
        int kind = in.integer();
        int feature = in.integer();
        if (feature < 0 || feature >= (kind == AtMost.NUMBER ? numbers : categories)) {
            throw ModelReader.corrupt("a split on feature " + feature);
        }
        return switch (kind) {
            case AtMost.NUMBER -> new AtMost(feature, in.real());
            case Is.NUMBER -> new Is(feature, in.whole());
            case In.NUMBER -> new In(feature, in.wholes());
            default -> throw ModelReader.corrupt("there is no split number " + kind);
        };
    }

    /** Whether a number is at most {@code threshold}. */
    record AtMost(int feature, double threshold) implements SplitTest {
        private static final int NUMBER = 1;

        @Override
        public int branch(FeatureVector row) {
            double value = row.number(feature);
            return Double.isNaN(value) ? MISSING : value <= threshold ? LEFT : RIGHT;
        }

        @Override
        public void write(ModelWriter out) {
            out.number(NUMBER).number(feature).number(threshold);
        }

        @Override
        public long bytes() {
            return 32;
        }
    }

    /** Whether a category is the one with this hash. */
    record Is(int feature, long category) implements SplitTest {
        private static final int NUMBER = 2;

        @Override
        public int branch(FeatureVector row) {
            if (!row.hasCategory(feature)) {
                return MISSING;
            }
            return row.category(feature) == category ? LEFT : RIGHT;
        }

        @Override
        public void write(ModelWriter out) {
            out.number(NUMBER).number(feature).number(category);
        }

        @Override
        public long bytes() {
            return 32;
        }
    }

    /** Whether a category is one of those with these hashes; a value never seen is none. */
    final class In implements SplitTest {
        private static final int NUMBER = 3;

        private final int feature;
        // Ascending.
        private final long[] categories;

        In(int feature, long[] categories) {
            this.feature = feature;
            this.categories = categories.clone();
            Arrays.sort(this.categories);
        }

        @Override
        public int feature() {
            return feature;
        }

        @Override
        public int branch(FeatureVector row) {
            if (!row.hasCategory(feature)) {
                return MISSING;
            }
            return Arrays.binarySearch(categories, row.category(feature)) >= 0 ? LEFT : RIGHT;
        }

        @Override
        public void write(ModelWriter out) {
            out.number(NUMBER).number(feature).numbers(categories);
        }

        @Override
        public long bytes() {
            return 48 + 8L * categories.length;
        }
    }
}
