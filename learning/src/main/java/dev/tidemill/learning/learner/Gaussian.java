package dev.tidemill.learning.learner;

/** The normal distribution, as statistics of a class use it. */
final class Gaussian {
    /** A variance is taken as no less than this part of the mean's square, or of 1. */
    private static final double VARIANCE_MIN = 1e-9;

    private static final double LOG_TWO_PI = 1.8378770664093453;

    private Gaussian() {}

    /**
     * Adds to each class's logarithm that of the density of {@code value} in the class, whose
     * moments stand side by side from {@code first}. Each class's variance counts one row more with
     * the variance that all have within their classes, and a class without values has the mean of
     * all: so a class with one row is no needle. Without any values nothing is added.
     */
    static void addLogDensities(Moments moments, int first, double value, double[] logarithms) {
        double weight = 0;
        double mean = 0;
        double variance = 0;
        for (int c = 0; c < logarithms.length; c++) {
            double own = moments.weight(first + c);
            weight += own;
            mean += own * moments.mean(first + c);
            variance += own * moments.variance(first + c);
        }
        if (weight == 0) {
            return;
        }
        mean /= weight;
        variance /= weight;
        for (int c = 0; c < logarithms.length; c++) {
            double own = moments.weight(first + c);
            double ownMean = own > 0 ? moments.mean(first + c) : mean;
            double ownVariance = (own * moments.variance(first + c) + variance) / (own + 1);
            logarithms[c] += logDensity(value, ownMean, ownVariance);
        }
    }

    private static double logDensity(double value, double mean, double variance) {
        double floored = Math.max(variance, VARIANCE_MIN * Math.max(1, mean * mean));
        double distance = value - mean;
        return -0.5 * (LOG_TWO_PI + StrictMath.log(floored) + distance * distance / floored);
    }

    /**
     * The part of the distribution that is at most {@code value}, to seven digits: Abramowitz and
     * Stegun 7.1.26.
     */
    static double below(double value, double mean, double variance) {
        if (!(variance > 0)) {
            return value >= mean ? 1 : 0;
        }
        double z = (value - mean) / Math.sqrt(2 * variance);
        double x = Math.abs(z);
        double t = 1 / (1 + 0.3275911 * x);
        double series = 1.061405429;
        series = series * t - 1.453152027;
        series = series * t + 1.421413741;
        series = series * t - 0.284496736;
        series = (series * t + 0.254829592) * t;
        double tail = 0.5 * series * StrictMath.exp(-x * x);
        return z >= 0 ? 1 - tail : tail;
    }
}
