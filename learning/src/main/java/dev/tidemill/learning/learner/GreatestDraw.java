package dev.tidemill.learning.learner;

/**
 * How likely one of several independent normal numbers is the greatest: P(i) = ∫ φᵢ(x) Πⱼ Φⱼ(x) dx
 * over the j that are not i, by Simpson's rule: right to a thousandth where deviations are very
 * unlike, and much better elsewhere. A pure function.
 */
final class GreatestDraw {
    /** How many deviations around its mean a number may be. */
    private static final double REACH = 6;

    private static final int STEPS = 1_000;

    private static final double[] COEFFICIENTS = {
        1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592
    };

    private GreatestDraw() {}

    /**
     * @param deviations 0 for a number that is its mean; of several alike the first is the greatest
     */
    static double chance(double[] means, double[] deviations, int of) {
        if (deviations[of] == 0) {
            return below(means[of], means, deviations, of);
        }
        double step = 2 * REACH / STEPS;
        double sum = 0;
        for (int i = 0; i <= STEPS; i++) {
            double z = -REACH + i * step;
            double density = StrictMath.exp(-z * z / 2) / StrictMath.sqrt(2 * Math.PI);
            double weight = i == 0 || i == STEPS ? 1 : i % 2 == 1 ? 4 : 2;
            double x = means[of] + z * deviations[of];
            sum += weight * density * below(x, means, deviations, of);
        }
        return Math.min(1, sum * step / 3);
    }

    /** How likely all others are below x. */
    private static double below(double x, double[] means, double[] deviations, int except) {
        double product = 1;
        for (int j = 0; j < means.length && product > 0; j++) {
            if (j != except) {
                product *= below(x, means[j], deviations[j], /* wins= */ except < j);
            }
        }
        return product;
    }

    private static double below(double x, double mean, double deviation, boolean wins) {
        if (deviation == 0) {
            return x > mean || (x == mean && wins) ? 1 : 0;
        }
        return normal((x - mean) / deviation);
    }

    /**
     * The normal distribution's Φ, to 1.5e-7: Abramowitz and Stegun, <i>Handbook of Mathematical
     * Functions</i>, 7.1.26.
     */
    private static double normal(double z) {
        double x = Math.abs(z) / StrictMath.sqrt(2);
        double t = 1 / (1 + 0.3275911 * x);
        double polynomial = 0;
        for (double coefficient : COEFFICIENTS) {
            polynomial = (polynomial + coefficient) * t;
        }
        double half = polynomial * StrictMath.exp(-x * x) / 2;
        return z >= 0 ? 1 - half : half;
    }
}
