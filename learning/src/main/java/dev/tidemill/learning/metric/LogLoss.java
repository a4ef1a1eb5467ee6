package dev.tidemill.learning.metric;

import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;
import dev.tidemill.learning.stored.Stored;

/** The mean of −ln p of the label's probability: what being sure and wrong costs. */
public final class LogLoss implements Stored {
    /** A smaller probability counts as this, so one row costs at most 34.5. */
    private static final double PROBABILITY_MIN = 1e-15;

    private double sum;
    private long total;

    public static LogLoss read(ModelReader in) {
        LogLoss loss = new LogLoss();
        loss.sum = in.real();
        loss.total = in.whole();
        return loss;
    }

    @Override
    public void write(ModelWriter out) {
        out.number(sum).number(total);
    }

    public void add(double[] probabilities, int label) {
        sum -= StrictMath.log(Math.max(PROBABILITY_MIN, probabilities[label]));
        total++;
    }

    /** Takes all rows of another one too. */
    public void merge(LogLoss other) {
        sum += other.sum;
        total += other.total;
    }

    /** In nats a row. */
    public double value() {
        return total == 0 ? Double.NaN : sum / total;
    }
}
