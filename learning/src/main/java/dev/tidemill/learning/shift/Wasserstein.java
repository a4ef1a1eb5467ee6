package dev.tidemill.learning.shift;

/** Wasserstein's first distance: the area between two distribution functions. */
final class Wasserstein {
    private Wasserstein() {}

    static double distance(Sample one, Sample other) {
        if (one.size() == 0 || other.size() == 0) {
            return Double.NaN;
        }
        double area = 0;
        int i = 0;
        int j = 0;
        double at = Math.min(one.value(0), other.value(0));
        while (i < one.size() || j < other.size()) {
            double next =
                    Math.min(
                            i < one.size() ? one.value(i) : Double.POSITIVE_INFINITY,
                            j < other.size() ? other.value(j) : Double.POSITIVE_INFINITY);
            double apart = (double) i / one.size() - (double) j / other.size();
            area += Math.abs(apart) * (next - at);
            at = next;
            while (i < one.size() && one.value(i) <= at) {
                i++;
            }
            while (j < other.size() && other.value(j) <= at) {
                j++;
            }
        }
        return area;
    }
}
