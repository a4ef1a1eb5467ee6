package dev.tidemill.learning.learner;

import org.jspecify.annotations.Nullable;

/**
 * Finds the best split of a leaf by information gain: each number at ten thresholds between its
 * ends, each category at each of its values. Holds what the last search found; one for a tree.
 */
final class SplitSearch {
    private static final int THRESHOLDS = 10;

    /** Each side must have at least this part of the rows. */
    private static final double SIDE_MIN = 0.01;

    private static final double LOG_2 = 0.6931471805599453;

    private final double[] left;
    private final double[] right;
    private final double[] bestLeft;
    private final double[] bestRight;
    private double best;
    private double second;
    private @Nullable SplitTest bestTest;

    SplitSearch(int classes) {
        this.left = new double[classes];
        this.right = new double[classes];
        this.bestLeft = new double[classes];
        this.bestRight = new double[classes];
    }

    void search(LeafStatistics statistics) {
        double weight = statistics.weight();
        best = 0;
        second = 0;
        bestTest = null;
        for (int i = 0; i < statistics.numbers(); i++) {
            searchNumber(statistics, i, weight);
        }
        for (int i = 0; i < statistics.categories(); i++) {
            searchCategory(statistics, i, weight);
        }
    }

    private void searchNumber(LeafStatistics statistics, int number, double weight) {
        double least = statistics.least(number);
        double width = statistics.greatest(number) - least;
        if (!(width > 0)) {
            return;
        }
        double featureBest = 0;
        double threshold = 0;
        for (int i = 1; i <= THRESHOLDS; i++) {
            double tried = least + width * i / (THRESHOLDS + 1);
            statistics.divide(number, tried, left, right);
            double gain = gain(weight);
            if (gain > featureBest) {
                featureBest = gain;
                threshold = tried;
            }
        }
        if (offer(featureBest)) {
            bestTest = new SplitTest.AtMost(statistics.numberFeature(number), threshold);
            statistics.divide(number, threshold, bestLeft, bestRight);
        }
    }

    private void searchCategory(LeafStatistics statistics, int category, double weight) {
        CategoryStatistics values = statistics.category(category);
        double featureBest = 0;
        int place = 0;
        for (int i = 0; i < values.places(); i++) {
            if (values.value(i) != 0) {
                values.divide(i, left, right);
                double gain = gain(weight);
                if (gain > featureBest) {
                    featureBest = gain;
                    place = i;
                }
            }
        }
        if (offer(featureBest)) {
            bestTest = new SplitTest.Is(statistics.categoryFeature(category), values.value(place));
            values.divide(place, bestLeft, bestRight);
        }
    }

    /** Takes the gain of one more feature; whether it is the greatest. */
    private boolean offer(double gain) {
        if (gain > best) {
            second = best;
            best = gain;
            return true;
        }
        second = Math.max(second, gain);
        return false;
    }

    /**
     * Bits that knowing the side saves for each row of the leaf; those without the feature save
     * nothing.
     */
    private double gain(double weight) {
        double leftWeight = Votes.sum(left);
        double rightWeight = Votes.sum(right);
        double known = leftWeight + rightWeight;
        if (Math.min(leftWeight, rightWeight) < SIDE_MIN * known) {
            return 0;
        }
        double before = 0;
        double after = 0;
        for (int c = 0; c < left.length; c++) {
            before += bits(left[c] + right[c], known);
            after += bits(left[c], leftWeight) + bits(right[c], rightWeight);
        }
        return Math.max(0, before - after) / weight;
    }

    private static double bits(double part, double all) {
        return part > 0 ? -part * StrictMath.log(part / all) / LOG_2 : 0;
    }

    /** The gain of the best feature; 0 when none gains anything. */
    double best() {
        return best;
    }

    /** The gain of the second best feature; that of no split, 0, is among them. */
    double second() {
        return second;
    }

    @Nullable SplitTest bestTest() {
        return bestTest;
    }

    double[] bestLeft() {
        return bestLeft.clone();
    }

    double[] bestRight() {
        return bestRight.clone();
    }
}
