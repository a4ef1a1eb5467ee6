package dev.tidemill.learning.learner;

import dev.tidemill.learning.feature.FeatureVector;
import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;
import dev.tidemill.learning.stored.Stored;
import java.util.Arrays;

/**
 * What an active leaf of a regression tree knows of how the targets lie along its features. A
 * missing feature is left out of its statistics.
 */
final class RegressionStatistics implements Stored {
    // Which of the space's features these are of.
    private final int[] numberFeatures;
    private final int[] categoryFeatures;
    private final TargetBins[] numbers;
    private final CategoryTargets[] categories;
    // Of all rows learned here, whatever they lacked.
    private double weight;
    private double weightLooked;

    RegressionStatistics(int[] numberFeatures, int[] categoryFeatures, int categoriesMax) {
        this.numberFeatures = numberFeatures;
        this.categoryFeatures = categoryFeatures;
        this.numbers = new TargetBins[numberFeatures.length];
        this.categories = new CategoryTargets[categoryFeatures.length];
        Arrays.setAll(numbers, i -> new TargetBins());
        Arrays.setAll(categories, i -> new CategoryTargets(categoriesMax));
    }

    static RegressionStatistics read(ModelReader in, FeatureDraw draw, int categoriesMax) {
        int[] numbers = draw.readNumbers(in);
        int[] categories = draw.readCategories(in);
        RegressionStatistics read = new RegressionStatistics(numbers, categories, categoriesMax);
        Arrays.setAll(read.numbers, i -> TargetBins.read(in));
        Arrays.setAll(read.categories, i -> CategoryTargets.read(in, categoriesMax));
        read.weight = in.real();
        read.weightLooked = in.real();
        return read;
    }

    @Override
    public void write(ModelWriter out) {
        out.numbers(numberFeatures).numbers(categoryFeatures);
        for (TargetBins number : numbers) {
            number.write(out);
        }
        for (CategoryTargets category : categories) {
            category.write(out);
        }
        out.number(weight).number(weightLooked);
    }

    void add(FeatureVector row, double target, double rowWeight) {
        weight += rowWeight;
        for (int i = 0; i < numbers.length; i++) {
            double value = row.number(numberFeatures[i]);
            if (!Double.isNaN(value)) {
                numbers[i].add(value, target, rowWeight);
            }
        }
        for (int i = 0; i < categories.length; i++) {
            long value = row.category(categoryFeatures[i]);
            if (value != 0) {
                categories[i].add(value, target, rowWeight);
            }
        }
    }

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
        return numbers.length;
    }

    int numberFeature(int i) {
        return numberFeatures[i];
    }

    TargetBins number(int i) {
        return numbers[i];
    }

    int categories() {
        return categories.length;
    }

    int categoryFeature(int i) {
        return categoryFeatures[i];
    }

    CategoryTargets category(int i) {
        return categories[i];
    }

    long bytes() {
        long bytes = 96 + TargetBins.bytes() * numbers.length;
        for (CategoryTargets category : categories) {
            bytes += category.bytes();
        }
        return bytes;
    }
}
