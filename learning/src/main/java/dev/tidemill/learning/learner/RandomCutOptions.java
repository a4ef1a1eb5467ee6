package dev.tidemill.learning.learner;

import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;

/**
 * How large a detector by random cuts is, and how long its memory.
 *
 * @param trees how many; the work of a row grows with them
 * @param sample rows that each tree keeps: the bound of memory, with the trees
 * @param decay how much likelier a row is kept than the one before it; 0 keeps all rows of the past
 *     alike
 * @param scoresAfter rows before which every score is 0
 */
public record RandomCutOptions(int trees, int sample, double decay, int scoresAfter) {
    public static final int TREES_MAX = 1000;
    public static final int SAMPLE_MAX = 1 << 14;

    public RandomCutOptions {
        within("trees", trees, TREES_MAX);
        within("sample", sample, SAMPLE_MAX);
        within("scoresAfter", scoresAfter, sample);
        if (!(decay >= 0 && decay < 1)) {
            throw new IllegalArgumentException("decay is " + decay);
        }
    }

    /** 50 trees of 256 rows, which mostly are of the last 2,560; scores after 64. */
    public static RandomCutOptions standard() {
        return new RandomCutOptions(50, 256, 1 / 2560.0, 64);
    }

    public RandomCutOptions withTrees(int count) {
        return new RandomCutOptions(count, sample, decay, scoresAfter);
    }

    static RandomCutOptions read(ModelReader in) {
        try {
            return new RandomCutOptions(in.integer(), in.integer(), in.real(), in.integer());
        } catch (IllegalArgumentException wrong) {
            throw ModelReader.corrupt(String.valueOf(wrong.getMessage()));
        }
    }

    void write(ModelWriter out) {
        out.number(trees).number(sample).number(decay).number(scoresAfter);
    }

    private static void within(String name, int value, int most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException(
                    "%s is %d; 1 to %d are possible".formatted(name, value, most));
        }
    }
}
