package dev.tidemill.learning.metric;

import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;
import dev.tidemill.learning.stored.Stored;

/**
 * All measures of a classifier. Class 1 is the one whose score, calibration and AUC are measured:
 * of more than two classes it is that one against the others.
 */
public final class ClassificationScore implements Stored {
    private final ConfusionMatrix matrix;
    private final KappaTemporal temporal;
    private final LogLoss logLoss;
    private final WindowedAuc auc;
    private final Calibration calibration;

    public ClassificationScore(int classes) {
        this(classes, WindowedAuc.ROWS_DEFAULT);
    }

    public ClassificationScore(int classes, int aucRows) {
        this(
                new ConfusionMatrix(classes),
                new KappaTemporal(),
                new LogLoss(),
                new WindowedAuc(aucRows),
                new Calibration(Calibration.BINS_DEFAULT));
    }

    private ClassificationScore(
            ConfusionMatrix matrix,
            KappaTemporal temporal,
            LogLoss logLoss,
            WindowedAuc auc,
            Calibration calibration) {
        this.matrix = matrix;
        this.temporal = temporal;
        this.logLoss = logLoss;
        this.auc = auc;
        this.calibration = calibration;
    }

    public static ClassificationScore read(ModelReader in) {
        return new ClassificationScore(
                ConfusionMatrix.read(in),
                KappaTemporal.read(in),
                LogLoss.read(in),
                WindowedAuc.read(in),
                Calibration.read(in));
    }

    @Override
    public void write(ModelWriter out) {
        matrix.write(out);
        temporal.write(out);
        logLoss.write(out);
        auc.write(out);
        calibration.write(out);
    }

    /** Takes what was predicted of a row, before its label was known, and the label. */
    public void add(double[] probabilities, int label) {
        int predicted = 0;
        for (int c = 1; c < probabilities.length; c++) {
            predicted = probabilities[c] > probabilities[predicted] ? c : predicted;
        }
        matrix.add(predicted, label);
        temporal.add(predicted, label);
        logLoss.add(probabilities, label);
        auc.add(probabilities[1], label == 1);
        calibration.add(probabilities[1], label == 1);
    }

    public ConfusionMatrix matrix() {
        return matrix;
    }

    public double accuracy() {
        return matrix.accuracy();
    }

    public double kappa() {
        return matrix.kappa();
    }

    public double kappaTemporal() {
        return temporal.value();
    }

    public double noChangeAccuracy() {
        return temporal.noChangeAccuracy();
    }

    public double logLoss() {
        return logLoss.value();
    }

    /** Over the last rows only. */
    public double auc() {
        return auc.value();
    }

    public Calibration calibration() {
        return calibration;
    }
}
