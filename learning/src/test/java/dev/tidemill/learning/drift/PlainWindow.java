package dev.tidemill.learning.drift;

import java.util.ArrayList;
import java.util.List;

/** ADWIN as its paper begins: all numbers of the window are kept, and every border is tried. */
final class PlainWindow {
    private final List<Double> values = new ArrayList<>();

    void add(double value) {
        values.add(value);
    }

    void keepLast(long count) {
        values.subList(0, (int) (values.size() - count)).clear();
    }

    int size() {
        return values.size();
    }

    double mean() {
        return mean(0, values.size());
    }

    double variance() {
        double mean = mean();
        return values.stream().mapToDouble(v -> (v - mean) * (v - mean)).average().orElse(0);
    }

    private double mean(int from, int to) {
        return values.subList(from, to).stream().mapToDouble(v -> v).average().orElse(0);
    }

    /** Whether the oldest {@code older} numbers differ from the others beyond chance. */
    boolean differsAt(int older, double delta) {
        int all = values.size();
        int newer = all - older;
        double m = 1 / (1.0 / older + 1.0 / newer);
        double logarithm = Math.log(2 / (delta / Math.log(all)));
        double bound = Math.sqrt(2 / m * variance() * logarithm) + 2 / (3 * m) * logarithm;
        return Math.abs(mean(0, older) - mean(older, all)) > bound;
    }

    boolean differsAnywhere(double delta) {
        for (int older = Adwin.PART_MIN; older <= values.size() - Adwin.PART_MIN; older++) {
            if (differsAt(older, delta)) {
                return true;
            }
        }
        return false;
    }
}
