package dev.tidemill.learning.metric;

import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;
import dev.tidemill.learning.stored.Stored;

/** How far predicted numbers are off, in the target's unit. */
public final class RegressionError implements Stored {
    private long total;
    private double absolute;
    private double squares;

    public static RegressionError read(ModelReader in) {
        RegressionError error = new RegressionError();
        error.total = in.whole();
        error.absolute = in.real();
        error.squares = in.real();
        return error;
    }

    @Override
    public void write(ModelWriter out) {
        out.number(total).number(absolute).number(squares);
    }

    public void add(double predicted, double target) {
        double off = predicted - target;
        total++;
        absolute += Math.abs(off);
        squares += off * off;
    }

    /** Takes all rows of another one too. */
    public void merge(RegressionError other) {
        total += other.total;
        absolute += other.absolute;
        squares += other.squares;
    }

    public long total() {
        return total;
    }

    /** The mean distance. */
    public double mae() {
        return total == 0 ? Double.NaN : absolute / total;
    }

    /** The root of the mean squared distance. */
    public double rmse() {
        return total == 0 ? Double.NaN : Math.sqrt(squares / total);
    }
}
