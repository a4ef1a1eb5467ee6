package dev.tidemill.learning.learner;

/** What the leaves of a tree predict by: one that tells classes, or one that tells numbers. */
public enum LeafPrediction {
    /** How frequent the classes were in the leaf; the mean of the numbers. */
    MAJORITY(1),
    /** Naive Bayes over the leaf's statistics; a line through the leaf's rows. */
    NAIVE_BAYES(2),
    /** Of the two the one that was right more often, or less wrong, in this leaf. */
    ADAPTIVE(3);

    private final int number;

    LeafPrediction(int number) {
        this.number = number;
    }

    /** Stands in stored models. */
    int number() {
        return number;
    }

    static LeafPrediction numbered(int number) {
        for (LeafPrediction prediction : values()) {
            if (prediction.number == number) {
                return prediction;
            }
        }
        throw new IllegalArgumentException("there is no leaf prediction number " + number);
    }
}
