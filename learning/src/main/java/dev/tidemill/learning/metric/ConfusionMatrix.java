package dev.tidemill.learning.metric;

import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;
import dev.tidemill.learning.stored.Stored;

/** How often each class was predicted for each; accuracy and kappa follow from it. */
public final class ConfusionMatrix implements Stored {
    private final int classes;
    // Of label l and prediction p at l · classes + p.
    private final long[] counts;
    private long total;

    public ConfusionMatrix(int classes) {
        this(classes, new long[Math.multiplyExact(classes, classes)]);
    }

    private ConfusionMatrix(int classes, long[] counts) {
        this.classes = classes;
        this.counts = counts;
    }

    public static ConfusionMatrix read(ModelReader in) {
        int classes = in.integer();
        ConfusionMatrix matrix = new ConfusionMatrix(classes, in.wholes());
        if (classes < 1 || matrix.counts.length != classes * classes) {
            throw ModelReader.corrupt("a matrix of %d classes".formatted(classes));
        }
        for (long count : matrix.counts) {
            matrix.total += count;
        }
        return matrix;
    }

    @Override
    public void write(ModelWriter out) {
        out.number(classes).numbers(counts);
    }

    public void add(int predicted, int label) {
        counts[label * classes + predicted]++;
        total++;
    }

    public long count(int predicted, int label) {
        return counts[label * classes + predicted];
    }

    public long total() {
        return total;
    }

    /** The part that was right. */
    public double accuracy() {
        long right = 0;
        for (int c = 0; c < classes; c++) {
            right += count(c, c);
        }
        return total == 0 ? Double.NaN : (double) right / total;
    }

    /**
     * Of what is right beyond guessing by frequency, the part that was; NaN when guessing is
     * certain.
     */
    public double kappa() {
        double chance = 0;
        for (int c = 0; c < classes; c++) {
            long labelled = 0;
            long predicted = 0;
            for (int other = 0; other < classes; other++) {
                labelled += count(other, c);
                predicted += count(c, other);
            }
            chance += (double) labelled / total * predicted / total;
        }
        return chance < 1 ? (accuracy() - chance) / (1 - chance) : Double.NaN;
    }
}
