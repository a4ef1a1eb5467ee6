package dev.tidemill.learning.metric;

import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;
import dev.tidemill.learning.stored.Stored;

/**
 * Of what is right beyond saying the last label again, the part that was: 1 for a model that is
 * always right, 0 for one that is as good as no model, less for a worse one.
 */
public final class KappaTemporal implements Stored {
    private long total;
    private long right;
    private long unchanged;
    private int last = -1;

    public static KappaTemporal read(ModelReader in) {
        KappaTemporal kappa = new KappaTemporal();
        kappa.total = in.whole();
        kappa.right = in.whole();
        kappa.unchanged = in.whole();
        kappa.last = in.integer();
        return kappa;
    }

    @Override
    public void write(ModelWriter out) {
        out.number(total).number(right).number(unchanged).number(last);
    }

    public void add(int predicted, int label) {
        total++;
        right += predicted == label ? 1 : 0;
        unchanged += last == label ? 1 : 0;
        last = label;
    }

    /** The accuracy of saying the last label again; the first row is wrong. */
    public double noChangeAccuracy() {
        return total == 0 ? Double.NaN : (double) unchanged / total;
    }

    /** NaN when the label never changed. */
    public double value() {
        double baseline = noChangeAccuracy();
        return baseline < 1 ? ((double) right / total - baseline) / (1 - baseline) : Double.NaN;
    }
}
