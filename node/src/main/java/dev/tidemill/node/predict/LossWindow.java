package dev.tidemill.node.predict;

import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;
import java.util.Arrays;

/**
 * The newest numbers of a sequence, their mean, and how sure it is. The sums are made anew once in
 * each round, so what rounding adds to them stays small.
 */
final class LossWindow {
    /** Standard errors on each side of the mean that make its 95% interval. */
    static final double INTERVAL_ERRORS = 1.96;

    private final double[] ring;
    private long total;
    private double sum;
    private double squares;

    LossWindow(int sizeMax) {
        ring = new double[sizeMax];
    }

    void add(double value) {
        int at = (int) (total % ring.length);
        double leaving = total >= ring.length ? ring[at] : 0;
        ring[at] = value;
        total++;
        if (at == ring.length - 1) {
            sumAnew();
        } else {
            sum += value - leaving;
            squares += value * value - leaving * leaving;
        }
    }

    private void sumAnew() {
        sum = 0;
        squares = 0;
        for (double each : ring) {
            sum += each;
            squares += each * each;
        }
    }

    /** How many numbers it has. */
    int size() {
        return (int) Math.min(total, ring.length);
    }

    /** How many it was given since it was cleared. */
    long total() {
        return total;
    }

    /** How many times it was filled with other numbers. */
    long rounds() {
        return total / ring.length;
    }

    /** NaN when there are none. */
    double mean() {
        return total == 0 ? Double.NaN : sum / size();
    }

    /** Half the width of the mean's 95% interval; NaN with fewer than two numbers. */
    double margin() {
        int size = size();
        if (size < 2) {
            return Double.NaN;
        }
        double variance = Math.max(0, (squares - sum * sum / size) / (size - 1));
        return INTERVAL_ERRORS * Math.sqrt(variance / size);
    }

    void clear() {
        Arrays.fill(ring, 0);
        total = 0;
        sum = 0;
        squares = 0;
    }

    void write(ModelWriter out) {
        out.number(total).number(sum).number(squares);
        out.numbers(Arrays.copyOf(ring, size()));
    }

    static LossWindow read(int sizeMax, ModelReader in) {
        LossWindow window = new LossWindow(sizeMax);
        window.total = in.whole();
        window.sum = in.real();
        window.squares = in.real();
        double[] kept = in.reals(window.size());
        System.arraycopy(kept, 0, window.ring, 0, kept.length);
        return window;
    }
}
