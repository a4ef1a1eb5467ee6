package dev.tidemill.bench.learning;

import dev.tidemill.learning.stream.Agrawal;
import dev.tidemill.learning.stream.LabelledStream;
import dev.tidemill.learning.stream.RandomTree;
import dev.tidemill.learning.stream.RotatingHyperplane;
import dev.tidemill.learning.stream.Sea;

/** The drawn streams of classes that learners can be tried on, as the field's papers set them. */
enum StreamChoice {
    /** The threshold jumps each quarter of the rows, a tenth of the labels is turned round. */
    SEA,
    AGRAWAL_1,
    AGRAWAL_2,
    AGRAWAL_5,
    AGRAWAL_7,
    /** Ten numbers, two of whose weights move; a twentieth of the labels is turned round. */
    HYPERPLANE,
    RANDOM_TREE;

    private static final double AGRAWAL_NOISE = 0.05;
    private static final long TREE_SEED = 1;

    LabelledStream from(long seed, long rows) {
        return switch (this) {
            case SEA -> new Sea(0.1, Math.max(1, rows / 4), seed);
            case AGRAWAL_1 -> new Agrawal(1, AGRAWAL_NOISE, seed);
            case AGRAWAL_2 -> new Agrawal(2, AGRAWAL_NOISE, seed);
            case AGRAWAL_5 -> new Agrawal(5, AGRAWAL_NOISE, seed);
            case AGRAWAL_7 -> new Agrawal(7, AGRAWAL_NOISE, seed);
            case HYPERPLANE -> new RotatingHyperplane(10, 2, 0.001, 0.1, 0.05, seed);
            case RANDOM_TREE -> new RandomTree(0, seed, TREE_SEED);
        };
    }
}
