package dev.tidemill.learning.metric;

import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;
import dev.tidemill.learning.stored.Stored;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether of the rows that were given 30 % about 30 % are of the class: the Brier score, and bins
 * of like probabilities with what came of them.
 */
public final class Calibration implements Stored {
    public static final int BINS_DEFAULT = 10;

    /**
     * The rows whose probability was at least {@code from} and below {@code to}, the last bin's 1
     * included.
     *
     * @param predicted the mean of their probabilities
     * @param happened the part that was of the class
     */
    public record Bin(double from, double to, long rows, double predicted, double happened) {}

    private final long[] rows;
    private final double[] predicted;
    private final long[] happened;
    private double squares;

    public Calibration(int bins) {
        this(new long[bins], new double[bins], new long[bins]);
    }

    private Calibration(long[] rows, double[] predicted, long[] happened) {
        if (rows.length < 1) {
            throw new IllegalArgumentException("%d bins".formatted(rows.length));
        }
        this.rows = rows;
        this.predicted = predicted;
        this.happened = happened;
    }

    public static Calibration read(ModelReader in) {
        long[] rows = in.wholes();
        double[] predicted = in.reals(rows.length);
        long[] happened = in.wholes();
        if (rows.length == 0 || happened.length != rows.length) {
            throw ModelReader.corrupt("%d bins".formatted(rows.length));
        }
        Calibration calibration = new Calibration(rows, predicted, happened);
        calibration.squares = in.real();
        return calibration;
    }

    @Override
    public void write(ModelWriter out) {
        out.numbers(rows).numbers(predicted).numbers(happened).number(squares);
    }

    public void add(double probability, boolean ofClass) {
        int bin = binOf(probability);
        rows[bin]++;
        predicted[bin] += probability;
        happened[bin] += ofClass ? 1 : 0;
        double distance = probability - (ofClass ? 1 : 0);
        squares += distance * distance;
    }

    /** Where a row of this probability is counted. */
    public int binOf(double probability) {
        return Math.clamp((int) (probability * rows.length), 0, rows.length - 1);
    }

    /** Takes all rows of another one, which has as many bins, too. */
    public void merge(Calibration other) {
        for (int i = 0; i < rows.length; i++) {
            rows[i] += other.rows[i];
            predicted[i] += other.predicted[i];
            happened[i] += other.happened[i];
        }
        squares += other.squares;
    }

    private long total() {
        long total = 0;
        for (long count : rows) {
            total += count;
        }
        return total;
    }

    /** The mean squared distance of the probability from what happened, 0 to 1. */
    public double brier() {
        long total = total();
        return total == 0 ? Double.NaN : squares / total;
    }

    /** How far the bins are off, in the mean over all rows: the expected calibration error. */
    public double error() {
        double off = 0;
        for (int i = 0; i < rows.length; i++) {
            off += Math.abs(predicted[i] - happened[i]);
        }
        long total = total();
        return total == 0 ? Double.NaN : off / total;
    }

    /** Those that have rows. */
    public List<Bin> bins() {
        List<Bin> bins = new ArrayList<>();
        for (int i = 0; i < rows.length; i++) {
            if (rows[i] > 0) {
                bins.add(bin(i));
            }
        }
        return bins;
    }

    /** One of them; without rows, what was predicted and happened is NaN. */
    public Bin bin(int i) {
        return new Bin(
                (double) i / rows.length,
                (i + 1.0) / rows.length,
                rows[i],
                predicted[i] / rows[i],
                (double) happened[i] / rows[i]);
    }

    /** The mean of all probabilities; NaN without rows. */
    public double meanPredicted() {
        double sum = 0;
        for (double each : predicted) {
            sum += each;
        }
        return sum / total();
    }

    /** The part of all rows that was of the class; NaN without rows. */
    public double meanHappened() {
        long sum = 0;
        for (long each : happened) {
            sum += each;
        }
        return (double) sum / total();
    }
}
