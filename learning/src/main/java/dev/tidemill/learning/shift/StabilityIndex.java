package dev.tidemill.learning.shift;

/**
 * The population stability index: Σ (q − p) · ln(q / p) over bins, where p is the part of the
 * reference and q that of now. The bins are between the reference's deciles, equal ones taken
 * together, and one more is for missing values.
 */
final class StabilityIndex {
    private static final int BINS = 10;

    /** An empty bin counts as this part, as the logarithm of nothing is infinite. */
    private static final double PART_MIN = 1e-4;

    private StabilityIndex() {}

    static double of(Sample reference, Sample now) {
        int referenceAll = reference.size() + reference.missing();
        int nowAll = now.size() + now.missing();
        if (referenceAll == 0 || nowAll == 0) {
            return Double.NaN;
        }
        double index = term(reference.missing(), referenceAll, now.missing(), nowAll);
        int referenceBelow = 0;
        int nowBelow = 0;
        double edge = Double.NEGATIVE_INFINITY;
        for (int bin = 1; bin < BINS && reference.size() > 0; bin++) {
            double next = reference.quantile((double) bin / BINS);
            if (next > edge) {
                edge = next;
                int referenceUpTo = reference.atMost(edge);
                int nowUpTo = now.atMost(edge);
                index +=
                        term(
                                referenceUpTo - referenceBelow,
                                referenceAll,
                                nowUpTo - nowBelow,
                                nowAll);
                referenceBelow = referenceUpTo;
                nowBelow = nowUpTo;
            }
        }
        return index
                + term(
                        reference.size() - referenceBelow,
                        referenceAll,
                        now.size() - nowBelow,
                        nowAll);
    }

    /** What one bin adds. */
    static double term(int before, int allBefore, int now, int allNow) {
        double p = Math.max(PART_MIN, (double) before / allBefore);
        double q = Math.max(PART_MIN, (double) now / allNow);
        return (q - p) * StrictMath.log(q / p);
    }
}
