package dev.tidemill.learning.learner;

import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;
import dev.tidemill.learning.stored.Stored;

/**
 * A weighted sum of a row's standardised numbers, in a leaf. Each step goes a part of the way to
 * where the row would be told right (Nagumo and Noda's normalised steps), so no row, however wild,
 * throws it further than its own error.
 */
final class LeafLine implements Stored {
    /** The part of the way, and what it becomes with the rows. */
    private static final double RATE = 0.2;

    private static final double RATE_MIN = 0.01;
    private static final double RATE_HALVED_AFTER = 100;

    private final double[] weights;
    private double learned;

    LeafLine(int numbers) {
        this(new double[1 + numbers]);
    }

    private LeafLine(double[] weights) {
        this.weights = weights;
    }

    static LeafLine read(ModelReader in, int numbers) {
        LeafLine line = new LeafLine(in.reals(1 + numbers));
        line.learned = in.real();
        return line;
    }

    @Override
    public void write(ModelWriter out) {
        out.numbers(weights).number(learned);
    }

    LeafLine copy() {
        LeafLine copy = new LeafLine(weights.clone());
        copy.learned = learned;
        return copy;
    }

    double at(double[] numbers) {
        double sum = weights[0];
        for (int i = 0; i < numbers.length; i++) {
            sum += weights[1 + i] * numbers[i];
        }
        return sum;
    }

    /**
     * @param target in deviations
     */
    void learn(double[] numbers, double target, double weight) {
        double square = 1;
        for (double number : numbers) {
            square += number * number;
        }
        learned += weight;
        double rate = Math.max(RATE_MIN, RATE / (1 + learned / RATE_HALVED_AFTER));
        // As many steps as the row counts for, at once.
        double way = 1 - StrictMath.pow(1 - rate, weight);
        double step = way * (target - at(numbers)) / square;
        weights[0] += step;
        for (int i = 0; i < numbers.length; i++) {
            weights[1 + i] += step * numbers[i];
        }
    }

    long bytes() {
        return 48 + 8L * weights.length;
    }
}
