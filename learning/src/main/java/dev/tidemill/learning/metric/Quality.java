package dev.tidemill.learning.metric;

import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;
import dev.tidemill.learning.stored.Stored;

/**
 * How good the predictions of some rows were, beside saying the label of the row before again,
 * wherever that row is counted. In constant memory, so that there can be one for each of many parts
 * of a stream. Measures that do not apply are NaN.
 */
public final class Quality implements Stored {
    private final int classes;
    private long rows;
    private long right;
    private long unchanged;
    private final LogLoss logLoss;
    private final BinnedAuc auc;
    private final Calibration calibration;
    private final RegressionError error;
    private final RegressionError baseline;

    /**
     * @param classes how many the target has; 0 when it is a number
     */
    public Quality(int classes) {
        this(
                classes,
                new LogLoss(),
                new BinnedAuc(),
                new Calibration(Calibration.BINS_DEFAULT),
                new RegressionError(),
                new RegressionError());
    }

    private Quality(
            int classes,
            LogLoss logLoss,
            BinnedAuc auc,
            Calibration calibration,
            RegressionError error,
            RegressionError baseline) {
        this.classes = classes;
        this.logLoss = logLoss;
        this.auc = auc;
        this.calibration = calibration;
        this.error = error;
        this.baseline = baseline;
    }

    public static Quality read(ModelReader in) {
        int classes = in.integer();
        long rows = in.whole();
        long right = in.whole();
        long unchanged = in.whole();
        Quality quality =
                new Quality(
                        classes,
                        LogLoss.read(in),
                        BinnedAuc.read(in),
                        Calibration.read(in),
                        RegressionError.read(in),
                        RegressionError.read(in));
        quality.rows = rows;
        quality.right = right;
        quality.unchanged = unchanged;
        return quality;
    }

    @Override
    public void write(ModelWriter out) {
        out.number(classes).number(rows).number(right).number(unchanged);
        logLoss.write(out);
        auc.write(out);
        calibration.write(out);
        error.write(out);
        baseline.write(out);
    }

    /**
     * Takes what was predicted of a row, and what came of it.
     *
     * @param scores a probability for each class, or the number alone
     * @param label the class's position, or the number
     * @param last the label that came before, of whichever row; NaN when this is the first
     */
    public void add(double[] scores, double label, double last) {
        rows++;
        if (classes == 0) {
            error.add(scores[0], label);
            if (!Double.isNaN(last)) {
                baseline.add(last, label);
            }
            return;
        }
        right += likeliest(scores) == (int) label ? 1 : 0;
        unchanged += last == label ? 1 : 0;
        logLoss.add(scores, (int) label);
        auc.add(scores[1], label == 1);
        calibration.add(scores[1], label == 1);
    }

    /** Takes all rows of another one, of as many classes, too. */
    public void merge(Quality other) {
        rows += other.rows;
        right += other.right;
        unchanged += other.unchanged;
        logLoss.merge(other.logLoss);
        auc.merge(other.auc);
        calibration.merge(other.calibration);
        error.merge(other.error);
        baseline.merge(other.baseline);
    }

    /** The first of several alike. */
    private static int likeliest(double[] scores) {
        int likeliest = 0;
        for (int c = 1; c < scores.length; c++) {
            likeliest = scores[c] > scores[likeliest] ? c : likeliest;
        }
        return likeliest;
    }

    public long rows() {
        return rows;
    }

    private double part(long count) {
        return classes == 0 || rows == 0 ? Double.NaN : (double) count / rows;
    }

    /** The part that was right. */
    public double accuracy() {
        return part(right);
    }

    /** The part for which saying the last label again was right. */
    public double baselineAccuracy() {
        return part(unchanged);
    }

    /** Of what is right beyond saying the last label again, the part that was. */
    public double kappaTemporal() {
        double last = baselineAccuracy();
        return last < 1 ? (accuracy() - last) / (1 - last) : Double.NaN;
    }

    /** In nats a row. */
    public double logLoss() {
        return classes == 0 ? Double.NaN : logLoss.value();
    }

    /** Of class 1 against the others. */
    public double auc() {
        return auc.value();
    }

    /** Of class 1: how far probabilities are off, in the mean over the rows. */
    public double calibrationError() {
        return calibration.error();
    }

    /** Of class 1. */
    public Calibration calibration() {
        return calibration;
    }

    /** The root of the mean squared error, in the target's unit. */
    public double rmse() {
        return error.rmse();
    }

    /** The same of saying the last label again. */
    public double baselineRmse() {
        return baseline.rmse();
    }
}
