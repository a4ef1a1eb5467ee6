package dev.tidemill.learning.metric;

import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;
import dev.tidemill.learning.stored.Stored;
import java.util.Arrays;

/**
 * The area under the ROC curve over the last rows, exactly: the chance that of one row of the class
 * and one of another the first has the greater score; equal scores count half. Adding is constant
 * work, asking sorts the window.
 */
public final class WindowedAuc implements Stored {
    public static final int ROWS_DEFAULT = 10_000;

    // A score's bits, shifted by one, and whether the row was of the class in the lowest: scores
    // from 0
    // to 1 sort as their bits do, and their highest bit is free.
    private final long[] window;
    private final long[] sorted;
    private long added;

    public WindowedAuc(int rows) {
        this(new long[rows]);
    }

    private WindowedAuc(long[] window) {
        if (window.length < 2) {
            throw new IllegalArgumentException("a window of %d rows".formatted(window.length));
        }
        this.window = window;
        this.sorted = new long[window.length];
    }

    public static WindowedAuc read(ModelReader in) {
        try {
            WindowedAuc auc = new WindowedAuc(in.wholes());
            auc.added = in.whole();
            return auc;
        } catch (IllegalArgumentException wrong) {
            throw ModelReader.corrupt(String.valueOf(wrong.getMessage()));
        }
    }

    @Override
    public void write(ModelWriter out) {
        out.numbers(window).number(added);
    }

    /**
     * Takes the next row; it pushes the oldest out of a full window.
     *
     * @param score the probability of the class, 0 to 1
     * @param ofClass whether the row is of the class
     */
    public void add(double score, boolean ofClass) {
        long bits = Double.doubleToLongBits(Math.clamp(score, 0.0, 1.0) + 0.0);
        window[(int) (added++ % window.length)] = bits << 1 | (ofClass ? 1 : 0);
    }

    /** NaN unless the window has rows of both kinds. */
    public double value() {
        int rows = (int) Math.min(added, window.length);
        System.arraycopy(window, 0, sorted, 0, rows);
        Arrays.sort(sorted, 0, rows);
        long others = 0;
        long ofClass = 0;
        // Twice the pairs in the right order, so that half a pair is a whole number.
        long ordered = 0;
        for (int from = 0; from < rows; ) {
            int to = from;
            long equalOfClass = 0;
            while (to < rows && sorted[to] >> 1 == sorted[from] >> 1) {
                equalOfClass += sorted[to++] & 1;
            }
            long equalOthers = to - from - equalOfClass;
            ordered += equalOfClass * (2 * others + equalOthers);
            others += equalOthers;
            ofClass += equalOfClass;
            from = to;
        }
        return others == 0 || ofClass == 0 ? Double.NaN : ordered / (2.0 * others * ofClass);
    }
}
