package dev.tidemill.learning.learner;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds the best split of a leaf by information gain: each number at ten thresholds between its
 * ends, each category at each cut of its values as {@link ValueOrder} has them. Holds what the last
 * search found; one for a tree.
 */
final class SplitSearch {
    private static final int THRESHOLDS = 10;

    /** A category of at most so many values is split into one leaf for each. */
    static final int WAYS_MAX = 8;

    /** Each side must have at least this part of the rows. */
    private static final double SIDE_MIN = 0.01;

    private static final double LOG_2 = 0.6931471805599453;

    private final double[] left;
    private final double[] right;
    private final double[] featureLeft;
    private final double[] featureRight;
    private final ValueOrder order = new ValueOrder();
    private final double[] bestLeft;
    private final double[] bestRight;
    private double best;
    private double second;
    private @Nullable SplitTest bestTest;
    private @Nullable CategoryStatistics bestWays;

    SplitSearch(int classes) {
        this.left = new double[classes];
        this.right = new double[classes];
        this.featureLeft = new double[classes];
        this.featureRight = new double[classes];
        this.bestLeft = new double[classes];
        this.bestRight = new double[classes];
    }

    /**
     * @param waysMax into how many leaves there is room to split a category; 2 for only two
     */
    void search(LeafStatistics statistics, int waysMax) {
        double weight = statistics.weight();
        bestWays = null;
        best = 0;
        second = 0;
        bestTest = null;
        for (int i = 0; i < statistics.numbers(); i++) {
            searchNumber(statistics, i, weight);
        }
        for (int i = 0; i < statistics.categories(); i++) {
            searchCategory(statistics, i, weight, Math.min(waysMax, WAYS_MAX));
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
            bestWays = null;
            bestTest = new SplitTest.AtMost(statistics.numberFeature(number), threshold);
            statistics.divide(number, threshold, bestLeft, bestRight);
        }
    }

    private void searchCategory(
            LeafStatistics statistics, int category, double weight, int waysMax) {
        CategoryStatistics values = statistics.category(category);
        values.order(order);
        Arrays.fill(left, 0);
        double featureBest = 0;
        int count = 0;
        for (int i = 0; i < order.size(); i++) {
            values.move(order.at(i), left, right);
            double gain = gain(weight);
            if (gain > featureBest) {
                featureBest = gain;
                count = i + 1;
                System.arraycopy(left, 0, featureLeft, 0, left.length);
                System.arraycopy(right, 0, featureRight, 0, right.length);
            }
        }
        // What tells all values apart gains no less than what tells two sets of them apart.
        boolean fans = count > 0 && order.size() <= waysMax && values.tellsAllApart();
        double gained = fans ? values.gain() / weight : featureBest;
        if (offer(Math.max(0, gained - chance(order.size(), weight)))) {
            bestWays = fans && order.size() > 2 ? values : null;
            bestTest = values.test(statistics.categoryFeature(category), order, count);
            System.arraycopy(featureLeft, 0, bestLeft, 0, left.length);
            System.arraycopy(featureRight, 0, bestRight, 0, right.length);
        }
    }

    /**
     * What so many values would seem to gain if they said nothing: each beyond the second adds half
     * a nat by chance over all rows and classes (Miller 1955). Without this a category of many
     * values is split on for its noise.
     */
    private double chance(int values, double weight) {
        return Math.max(0, values - 2) * (left.length - 1) / (2 * weight * LOG_2);
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

    /** What rows of one part cost, of which there are {@code all} in all parts. */
    static double bits(double part, double all) {
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

    /** Whose values each get a leaf of their own when the best split is such a one. */
    @Nullable CategoryStatistics bestWays() {
        return bestWays;
    }

    double[] bestLeft() {
        return bestLeft.clone();
    }

    double[] bestRight() {
        return bestRight.clone();
    }
}
