package dev.tidemill.learning.metric;

import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;
import dev.tidemill.learning.stored.Stored;

/**
 * The area under the ROC curve over all rows, in constant memory: scores are counted in bins of
 * their log-odds, and those of one bin count as equal. Bins of log-odds are narrow where scores are
 * near 0 or 1, so the measure is as good for what is rare.
 */
public final class BinnedAuc implements Stored {
    /** Of the log-odds from −12.8 to 12.8; what is beyond is in the outermost ones. */
    public static final int BINS = 512;

    private static final double BINS_EACH = 20;

    private final long[] ofClass;
    private final long[] others;

    public BinnedAuc() {
        this(new long[BINS], new long[BINS]);
    }

    private BinnedAuc(long[] ofClass, long[] others) {
        this.ofClass = ofClass;
        this.others = others;
    }

    public static BinnedAuc read(ModelReader in) {
        return new BinnedAuc(readCounts(in), readCounts(in));
    }

    @Override
    public void write(ModelWriter out) {
        writeCounts(ofClass, out);
        writeCounts(others, out);
    }

    /** Most bins are empty. */
    private static void writeCounts(long[] counts, ModelWriter out) {
        int used = 0;
        for (long count : counts) {
            used += count == 0 ? 0 : 1;
        }
        out.number(used);
        for (int bin = 0; bin < BINS; bin++) {
            if (counts[bin] != 0) {
                out.number(bin).number(counts[bin]);
            }
        }
    }

    private static long[] readCounts(ModelReader in) {
        long[] counts = new long[BINS];
        for (int used = in.integer(); used > 0; used--) {
            int bin = in.integer();
            if (bin < 0 || bin >= BINS) {
                throw ModelReader.corrupt("a bin %d of %d".formatted(bin, BINS));
            }
            counts[bin] = in.whole();
        }
        return counts;
    }

    /**
     * Takes a row.
     *
     * @param score the probability of the class, 0 to 1
     * @param isOfClass whether the row is of the class
     */
    public void add(double score, boolean isOfClass) {
        (isOfClass ? ofClass : others)[bin(score)]++;
    }

    /** Takes all rows of another one too. */
    public void merge(BinnedAuc other) {
        for (int bin = 0; bin < BINS; bin++) {
            ofClass[bin] += other.ofClass[bin];
            others[bin] += other.others[bin];
        }
    }

    /** Where a score is counted: 0 for the lowest. */
    public static int bin(double score) {
        double odds = StrictMath.log(score / (1 - score));
        return (int) Math.clamp(Math.floor(odds * BINS_EACH) + BINS / 2.0, 0.0, BINS - 1.0);
    }

    /** NaN unless there are rows of both kinds. */
    public double value() {
        long otherRows = 0;
        long rowsOfClass = 0;
        double ordered = 0;
        for (int bin = 0; bin < BINS; bin++) {
            ordered += (double) ofClass[bin] * (otherRows + others[bin] / 2.0);
            otherRows += others[bin];
            rowsOfClass += ofClass[bin];
        }
        return otherRows == 0 || rowsOfClass == 0
                ? Double.NaN
                : ordered / ((double) otherRows * rowsOfClass);
    }
}
