package dev.tidemill.learning.learner;

import dev.tidemill.learning.feature.FeatureVector;
import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;
import dev.tidemill.learning.stored.Stored;
import java.util.Arrays;

/**
 * What an active leaf knows of its features: of each number and class a normal distribution with
 * its ends, of each category and class its counts. A missing feature is left out of its statistics.
 */
final class LeafStatistics implements Stored {
    private final int classes;
    // Which of the space's features these are of.
    private final int[] numberFeatures;
    private final int[] categoryFeatures;
    // Of the i-th number and class c at i · classes + c.
    private final Moments numbers;
    private final double[] least;
    private final double[] greatest;
    private final CategoryStatistics[] categories;
    // Of all rows learned here, whatever they lacked.
    private double weight;
    private double weightLooked;

    LeafStatistics(int classes, int[] numberFeatures, int[] categoryFeatures, int categoriesMax) {
        this.classes = classes;
        this.numberFeatures = numberFeatures;
        this.categoryFeatures = categoryFeatures;
        int series = numberFeatures.length * classes;
        this.numbers = new Moments(series);
        this.least = new double[series];
        this.greatest = new double[series];
        Arrays.fill(least, Double.POSITIVE_INFINITY);
        Arrays.fill(greatest, Double.NEGATIVE_INFINITY);
        this.categories = new CategoryStatistics[categoryFeatures.length];
        Arrays.setAll(categories, i -> new CategoryStatistics(classes, categoriesMax));
    }

    private LeafStatistics(TreeGrower grower, ModelReader in) {
        this.classes = grower.classes();
        this.numberFeatures = grower.draw().readNumbers(in);
        this.categoryFeatures = grower.draw().readCategories(in);
        int series = numberFeatures.length * classes;
        this.numbers = Moments.read(in);
        this.least = in.reals(series);
        this.greatest = in.reals(series);
        if (numbers.size() != series) {
            throw ModelReader.corrupt("statistics of %d numbers".formatted(numbers.size()));
        }
        this.categories = new CategoryStatistics[categoryFeatures.length];
        for (int i = 0; i < categories.length; i++) {
            categories[i] = CategoryStatistics.read(in, classes, grower.options().categoriesMax());
        }
        this.weight = in.real();
        this.weightLooked = in.real();
    }

    static LeafStatistics read(TreeGrower grower, ModelReader in) {
        return new LeafStatistics(grower, in);
    }

    @Override
    public void write(ModelWriter out) {
        out.numbers(numberFeatures).numbers(categoryFeatures);
        numbers.write(out);
        out.numbers(least).numbers(greatest);
        for (CategoryStatistics category : categories) {
            category.write(out);
        }
        out.number(weight).number(weightLooked);
    }

    void add(FeatureVector row, int label, double rowWeight) {
        weight += rowWeight;
        for (int i = 0; i < numberFeatures.length; i++) {
            double value = row.number(numberFeatures[i]);
            if (!Double.isNaN(value)) {
                int at = i * classes + label;
                numbers.add(at, value, rowWeight);
                least[at] = Math.min(least[at], value);
                greatest[at] = Math.max(greatest[at], value);
            }
        }
        for (int i = 0; i < categories.length; i++) {
            long value = row.category(categoryFeatures[i]);
            if (value != 0) {
                categories[i].add(value, label, rowWeight);
            }
        }
    }

    /** Adds to each class's logarithm what naive Bayes makes of the row. */
    void addLogarithms(FeatureVector row, double[] logarithms) {
        for (int i = 0; i < numberFeatures.length; i++) {
            double value = row.number(numberFeatures[i]);
            if (!Double.isNaN(value)) {
                Gaussian.addLogDensities(numbers, i * classes, value, logarithms);
            }
        }
        for (int i = 0; i < categories.length; i++) {
            long value = row.category(categoryFeatures[i]);
            if (value != 0) {
                categories[i].addLogShares(value, logarithms);
            }
        }
    }

    /**
     * Of the rows that were learned here: what a leaf was given by the split that made it is not.
     */
    double weight() {
        return weight;
    }

    /** Whether as much came since the last time that this was so. */
    boolean isDue(double period) {
        boolean due = weight - weightLooked >= period;
        weightLooked = due ? weight : weightLooked;
        return due;
    }

    int numbers() {
        return numberFeatures.length;
    }

    int numberFeature(int i) {
        return numberFeatures[i];
    }

    double least(int number) {
        double all = Double.POSITIVE_INFINITY;
        for (int c = 0; c < classes; c++) {
            all = Math.min(all, least[number * classes + c]);
        }
        return all;
    }

    double greatest(int number) {
        double all = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < classes; c++) {
            all = Math.max(all, greatest[number * classes + c]);
        }
        return all;
    }

    /** About how the classes lie at most at, and above, a threshold. */
    void divide(int number, double threshold, double[] left, double[] right) {
        for (int c = 0; c < classes; c++) {
            int at = number * classes + c;
            double seen = numbers.weight(at);
            left[c] = seen * part(at, threshold);
            right[c] = seen - left[c];
        }
    }

    private double part(int at, double threshold) {
        if (threshold < least[at]) {
            return 0;
        }
        if (threshold >= greatest[at]) {
            return 1;
        }
        return Gaussian.below(threshold, numbers.mean(at), numbers.variance(at));
    }

    int categories() {
        return categories.length;
    }

    int categoryFeature(int i) {
        return categoryFeatures[i];
    }

    CategoryStatistics category(int i) {
        return categories[i];
    }

    long bytes() {
        long bytes = 128 + numbers.bytes() + 16L * least.length;
        for (CategoryStatistics category : categories) {
            bytes += category.bytes();
        }
        return bytes;
    }
}
