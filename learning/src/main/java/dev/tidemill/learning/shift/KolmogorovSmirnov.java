package dev.tidemill.learning.shift;

/** The two-sample Kolmogorov-Smirnov test. */
final class KolmogorovSmirnov {
    private static final int TERMS_MAX = 100;

    private KolmogorovSmirnov() {}

    static double distance(Sample one, Sample other) {
        if (one.size() == 0 || other.size() == 0) {
            return Double.NaN;
        }
        double greatest = 0;
        int i = 0;
        int j = 0;
        while (i < one.size() && j < other.size()) {
            double value = Math.min(one.value(i), other.value(j));
            while (i < one.size() && one.value(i) <= value) {
                i++;
            }
            while (j < other.size() && other.value(j) <= value) {
                j++;
            }
            double apart = (double) i / one.size() - (double) j / other.size();
            greatest = Math.max(greatest, Math.abs(apart));
        }
        return greatest;
    }

    /** Kolmogorov's limit with Stephens's correction; good from about four values on. */
    static double chance(double distance, int size, int otherSize) {
        if (Double.isNaN(distance)) {
            return Double.NaN;
        }
        double root = Math.sqrt((double) size * otherSize / ((double) size + otherSize));
        double lambda = (root + 0.12 + 0.11 / root) * distance;
        double sum = 0;
        double sign = 1;
        for (int k = 1; k <= TERMS_MAX; k++) {
            double term = StrictMath.exp(-2.0 * k * k * lambda * lambda);
            sum += sign * term;
            sign = -sign;
            if (term < 1e-12) {
                return Math.clamp(2 * sum, 0.0, 1.0);
            }
        }
        // It converges slowly only where the distance is next to nothing.
        return 1;
    }
}
