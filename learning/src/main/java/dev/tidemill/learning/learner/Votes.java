package dev.tidemill.learning.learner;

/** A weight for each class, made into probabilities, and which is the greatest. */
final class Votes {
    private Votes() {}

    /** Divides by the sum; all alike when it is 0. */
    static void normalise(double[] votes) {
        double sum = 0;
        for (double vote : votes) {
            sum += vote;
        }
        for (int i = 0; i < votes.length; i++) {
            votes[i] = sum > 0 ? votes[i] / sum : 1.0 / votes.length;
        }
    }

    /** Makes logarithms that share an unknown summand into probabilities. */
    static void fromLogarithms(double[] votes) {
        double greatest = votes[best(votes)];
        for (int i = 0; i < votes.length; i++) {
            votes[i] = StrictMath.exp(votes[i] - greatest);
        }
        normalise(votes);
    }

    /** The first of the greatest. */
    static int best(double[] votes) {
        int best = 0;
        for (int i = 1; i < votes.length; i++) {
            if (votes[i] > votes[best]) {
                best = i;
            }
        }
        return best;
    }

    static double sum(double[] votes) {
        double sum = 0;
        for (double vote : votes) {
            sum += vote;
        }
        return sum;
    }
}
