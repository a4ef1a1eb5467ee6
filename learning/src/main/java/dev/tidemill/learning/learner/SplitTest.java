package dev.tidemill.learning.learner;

import dev.tidemill.learning.feature.FeatureVector;
import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;

/** The question of an inner node. */
sealed interface SplitTest {
    int LEFT = 0;
    int RIGHT = 1;
    int MISSING = -1;

    /** Left is yes; {@link #MISSING} when the row lacks the feature. */
    int branch(FeatureVector row);

    void write(ModelWriter out);

    static SplitTest read(ModelReader in, int numbers, int categories) {
        boolean number = in.flag();
        int feature = in.integer();
        if (feature < 0 || feature >= (number ? numbers : categories)) {
            throw ModelReader.corrupt("a split on feature " + feature);
        }
        return number ? new AtMost(feature, in.real()) : new Is(feature, in.whole());
    }

    /** Whether a number is at most {@code threshold}. */
    record AtMost(int feature, double threshold) implements SplitTest {
        @Override
        public int branch(FeatureVector row) {
            double value = row.number(feature);
            return Double.isNaN(value) ? MISSING : value <= threshold ? LEFT : RIGHT;
        }

        @Override
        public void write(ModelWriter out) {
            out.flag(true).number(feature).number(threshold);
        }
    }

    /** Whether a category is the one with this hash. */
    record Is(int feature, long category) implements SplitTest {
        @Override
        public int branch(FeatureVector row) {
            if (!row.hasCategory(feature)) {
                return MISSING;
            }
            return row.category(feature) == category ? LEFT : RIGHT;
        }

        @Override
        public void write(ModelWriter out) {
            out.flag(false).number(feature).number(category);
        }
    }
}
