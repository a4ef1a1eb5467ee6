package dev.tidemill.learning.learner;

import org.jspecify.annotations.Nullable;

/**
 * Finds the split of a leaf that leaves the least variance of the targets: each number at the ends
 * of its bins, each category at each cut of its values by their means. Holds what the last search
 * found; one for a tree.
 */
final class VarianceSearch {
    /** Each side must have at least this part of the rows. */
    private static final double SIDE_MIN = 0.01;

    private final Moments sides = new Moments(2);
    private final Moments featureSides = new Moments(2);
    private final Moments all = new Moments(1);
    private final ValueOrder order = new ValueOrder();
    private final Moments above = new Moments(TargetBins.BINS);
    private double best;
    private double second;
    private @Nullable SplitTest bestTest;
    private final Moments bestSides = new Moments(2);

    void search(RegressionStatistics statistics) {
        best = 0;
        second = 0;
        bestTest = null;
        for (int i = 0; i < statistics.numbers(); i++) {
            searchNumber(statistics.number(i), statistics.numberFeature(i), statistics.weight());
        }
        for (int i = 0; i < statistics.categories(); i++) {
            searchCategory(
                    statistics.category(i), statistics.categoryFeature(i), statistics.weight());
        }
    }

    private void searchNumber(TargetBins number, int feature, double weight) {
        if (!number.isSpread()) {
            return;
        }
        Moments bins = number.bins();
        addUp(bins);
        sides.clear(0);
        double featureBest = 0;
        int end = 0;
        for (int i = 0; i < TargetBins.BINS - 1; i++) {
            sides.absorb(0, bins, i);
            sides.clear(1);
            sides.absorb(1, above, i + 1);
            double gain = gain(weight);
            if (gain > featureBest) {
                featureBest = gain;
                end = i;
                featureSides.copy(sides);
            }
        }
        offer(featureBest, new SplitTest.AtMost(feature, number.end(end)));
    }

    /** Makes {@code above} those of each bin and all after it. */
    private void addUp(Moments bins) {
        for (int i = TargetBins.BINS - 1; i >= 0; i--) {
            above.clear(i);
            above.absorb(i, bins, i);
            if (i + 1 < TargetBins.BINS) {
                above.absorb(i, above, i + 1);
            }
        }
    }

    private void searchCategory(CategoryTargets values, int feature, double weight) {
        order.clear();
        for (int i = 0; i < values.size(); i++) {
            order.add(i, values.targets().mean(i));
        }
        sides.clear(0);
        sides.clear(1);
        sides.absorb(1, values.all(), 0);
        double featureBest = 0;
        int count = 0;
        for (int i = 0; i < order.size(); i++) {
            sides.absorb(0, values.targets(), order.at(i));
            sides.expel(1, values.targets(), order.at(i));
            double gain = gain(weight);
            if (gain > featureBest) {
                featureBest = gain;
                count = i + 1;
                featureSides.copy(sides);
            }
        }
        if (count > 0) {
            featureBest = Math.max(0, featureBest - chance(values, weight));
            offer(featureBest, values.test(feature, order, count));
        }
    }

    /** What so many values would seem to take if they said nothing, as {@link SplitSearch} has. */
    private static double chance(CategoryTargets values, double weight) {
        return Math.max(0, values.size() - 2) * values.all().variance(0) / weight;
    }

    private void offer(double gain, SplitTest test) {
        if (gain > best) {
            second = best;
            best = gain;
            bestTest = test;
            bestSides.copy(featureSides);
        } else {
            second = Math.max(second, gain);
        }
    }

    /** By how much knowing the side lowers the variance; rows without the feature gain nothing. */
    private double gain(double weight) {
        double left = sides.weight(0);
        double right = sides.weight(1);
        if (Math.min(left, right) <= SIDE_MIN * (left + right)) {
            return 0;
        }
        all.clear(0);
        all.absorb(0, sides, 0);
        all.absorb(0, sides, 1);
        double before = (left + right) * all.variance(0);
        double after = left * sides.variance(0) + right * sides.variance(1);
        return Math.max(0, before - after) / weight;
    }

    /** What the best feature takes from the variance; 0 when none takes anything. */
    double best() {
        return best;
    }

    /** What the second best takes. */
    double second() {
        return second;
    }

    @Nullable SplitTest bestTest() {
        return bestTest;
    }

    /** The targets on the best test's left, as one series. */
    Moments bestLeft() {
        return bestSides.only(0);
    }

    Moments bestRight() {
        return bestSides.only(1);
    }
}
