package dev.tidemill.learning.learner;

import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;
import dev.tidemill.learning.stored.Stored;

/**
 * How the targets of a leaf lie along one number: their moments in bins of equal width. The width
 * is a power of two, chosen at the second distinct value, and doubles when the values outgrow the
 * bins, so a row costs the same whatever the range turns out to be, and memory never grows.
 *
 * <p>Invariants: once there is a width, bin i holds the values from (origin + i) · width up to the
 * next; the two at the ends hold what is beyond them too. Before, all rows are in bin 0 and {@code
 * only} is their value.
 */
final class TargetBins implements Stored {
    static final int BINS = 64;

    /** The first two distinct values are this many bins apart or fewer, at least half as many. */
    private static final int APART = BINS / 4;

    /** So that no value divided by a width is infinite. */
    private static final double WIDTH_MIN = 0x1p-500;

    /** After so many rows a value that is far beyond the range is one row of an end bin. */
    private static final int SETTLED_ROWS = 50;

    private static final int DOUBLINGS_MAX = 3;

    private Moments bins = new Moments(BINS);
    private double width;
    private double origin;
    private double only;
    private double weight;

    TargetBins() {}

    static TargetBins read(ModelReader in) {
        TargetBins read = new TargetBins();
        read.bins = Moments.read(in);
        read.width = in.real();
        read.origin = in.real();
        read.only = in.real();
        read.weight = in.real();
        if (read.bins.size() != BINS || !(read.width >= 0)) {
            throw ModelReader.corrupt(
                    "%d bins of width %s".formatted(read.bins.size(), read.width));
        }
        return read;
    }

    @Override
    public void write(ModelWriter out) {
        bins.write(out);
        out.number(width).number(origin).number(only).number(weight);
    }

    void add(double value, double target, double rowWeight) {
        if (width == 0) {
            if (weight == 0) {
                only = value;
            } else if (value != only) {
                spread(value);
            }
        }
        if (width > 0) {
            fit(value);
        }
        weight += rowWeight;
        bins.add(width == 0 ? 0 : bin(value), target, rowWeight);
    }

    private void spread(double value) {
        double span = Math.abs(value - only) / APART;
        width = Math.max(WIDTH_MIN, Math.scalb(1.0, Math.getExponent(span) + 1));
        origin = Math.floor(Math.min(value, only) / width) - (BINS - APART) / 2;
        Moments spread = new Moments(BINS);
        spread.absorb(bin(only), bins, 0);
        bins = spread;
    }

    private void fit(double value) {
        double place = Math.floor(value / width) - origin;
        if (weight >= SETTLED_ROWS && Math.abs(place) > BINS << DOUBLINGS_MAX) {
            return;
        }
        while (place < 0 || place >= BINS) {
            widen(place < 0);
            place = Math.floor(value / width) - origin;
        }
    }

    /** Doubles the width; what was full is then half full, at the end away from what comes. */
    private void widen(boolean downwards) {
        double before = origin;
        width *= 2;
        origin = Math.floor(before / 2) - (downwards ? BINS / 2 - 1 : 0);
        Moments wider = new Moments(BINS);
        for (int i = 0; i < BINS; i++) {
            wider.absorb((int) (Math.floor((before + i) / 2) - origin), bins, i);
        }
        bins = wider;
    }

    private int bin(double value) {
        return (int) Math.clamp(Math.floor(value / width) - origin, 0.0, BINS - 1.0);
    }

    /** The targets of each bin, from the least values to the greatest. */
    Moments bins() {
        return bins;
    }

    /** The greatest number that is at most in bin {@code i}; only when there is a width. */
    double end(int i) {
        return Math.nextDown((origin + i + 1) * width);
    }

    /** Whether there were two distinct values. */
    boolean isSpread() {
        return width > 0;
    }

    static long bytes() {
        return 64 + Moments.bytes(BINS);
    }
}
