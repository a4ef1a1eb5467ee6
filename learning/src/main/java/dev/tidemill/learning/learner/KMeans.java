package dev.tidemill.learning.learner;

import static java.util.Objects.requireNonNull;

import dev.tidemill.learning.feature.FeatureSpace;
import dev.tidemill.learning.feature.FeatureVector;
import dev.tidemill.learning.random.SplitMix;
import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;
import java.util.Arrays;

/**
 * Middles of clusters, each of which follows the rows that are nearest to it. The first rows are
 * kept, and the middles drawn from them far from each other (k-means++); from then on each row
 * moves its middle by a part that becomes less, down to one that goes on following the stream.
 *
 * <p>It sees the numbers only, and measures each in its deviations so far. A missing number counts
 * neither for nor against a cluster, and moves nothing.
 */
public final class KMeans implements Clusterer {
    public static final int CLUSTERS_MAX = 1024;

    /** Clusters times numbers. */
    public static final int LENGTH_MAX = 1 << 16;

    /** So many rows for each cluster are kept before the middles are drawn. */
    public static final int ROWS_EACH = 20;

    /** A middle weighs as if it were of at most this many rows. */
    public static final int ROWS_REMEMBERED = 1000;

    /** A number is cut off here. */
    private static final double DEVIATIONS_MAX = 10;

    private final FeatureSpace space;
    private final SplitMix random;
    private final Moments numbers;
    // Of cluster k and number i at k · width + i; none before they are drawn.
    private double[] middles = new double[0];
    private final double[] weights;
    // Row r's number i at r · width + i, NaN where it is missing; none after the middles are drawn.
    private double[] kept;
    private int keptRows;
    private final double[] point;

    /**
     * @param space of at least one number
     */
    public KMeans(FeatureSpace space, int clusters, long seed) {
        this(space, clusters, new SplitMix(seed), new Moments(space.numbers().size()));
    }

    private KMeans(FeatureSpace space, int clusters, SplitMix random, Moments numbers) {
        this.space = requireNonNull(space, "space");
        if (clusters < 1
                || clusters > CLUSTERS_MAX
                || numbers.size() == 0
                || clusters * (long) numbers.size() > LENGTH_MAX) {
            throw new IllegalArgumentException(
                    "%d clusters of %d numbers; 1 to %d of at least one are possible"
                            .formatted(clusters, numbers.size(), CLUSTERS_MAX));
        }
        this.random = random;
        this.numbers = numbers;
        this.weights = new double[clusters];
        this.point = new double[numbers.size()];
        this.kept = new double[clusters * ROWS_EACH * point.length];
    }

    static KMeans read(ModelReader in) {
        FeatureSpace space = FeatureSpace.read(in);
        try {
            KMeans read = new KMeans(space, in.integer(), SplitMix.read(in), Moments.read(in));
            read.keptRows = in.integer();
            read.kept = in.reals(in.flag() ? read.kept.length : 0);
            read.middles = in.reals(in.flag() ? read.weights.length * read.point.length : 0);
            double[] weights = in.reals(read.weights.length);
            System.arraycopy(weights, 0, read.weights, 0, weights.length);
            boolean fits =
                    read.point.length == space.numbers().size()
                            && (read.kept.length == 0) != (read.middles.length == 0)
                            && read.keptRows >= 0
                            && read.keptRows < read.weights.length * ROWS_EACH;
            if (!fits) {
                throw ModelReader.corrupt("%d rows of clusters".formatted(read.keptRows));
            }
            return read;
        } catch (IllegalArgumentException wrong) {
            throw ModelReader.corrupt(String.valueOf(wrong.getMessage()));
        }
    }

    @Override
    public void write(ModelWriter out) {
        space.write(out);
        out.number(weights.length);
        random.write(out);
        numbers.write(out);
        out.number(keptRows);
        out.flag(kept.length > 0).numbers(kept);
        out.flag(middles.length > 0).numbers(middles);
        out.numbers(weights);
    }

    @Override
    public int cluster(FeatureVector row) {
        Admission.row(space, row);
        look(row);
        return middles.length == 0 ? 0 : nearest(weights.length);
    }

    @Override
    public double distance(FeatureVector row) {
        Admission.row(space, row);
        look(row);
        return middles.length == 0 ? 0 : Math.sqrt(square(nearest(weights.length)));
    }

    @Override
    public void learn(FeatureVector row) {
        Admission.row(space, row);
        for (int i = 0; i < point.length; i++) {
            if (row.hasNumber(i)) {
                numbers.add(i, row.number(i), 1);
            }
        }
        look(row);
        if (middles.length > 0) {
            follow(nearest(weights.length));
            return;
        }
        System.arraycopy(point, 0, kept, keptRows * point.length, point.length);
        if (++keptRows == weights.length * ROWS_EACH) {
            drawMiddles();
        }
    }

    /** The row's numbers, wild ones cut off; NaN where one is missing. */
    private void look(FeatureVector row) {
        for (int i = 0; i < point.length; i++) {
            double reach = DEVIATIONS_MAX * Math.sqrt(numbers.variance(i));
            double mean = numbers.mean(i);
            point[i] =
                    row.hasNumber(i)
                            ? Math.clamp(row.number(i), mean - reach, mean + reach)
                            : Double.NaN;
        }
    }

    private int nearest(int among) {
        int nearest = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int k = 0; k < among; k++) {
            double square = square(k);
            if (square < least) {
                least = square;
                nearest = k;
            }
        }
        return nearest;
    }

    private double square(int cluster) {
        double square = 0;
        for (int i = 0; i < point.length; i++) {
            double variance = numbers.variance(i);
            if (variance > 0 && !Double.isNaN(point[i])) {
                double apart = point[i] - middles[cluster * point.length + i];
                square += apart * apart / variance;
            }
        }
        return square;
    }

    private void follow(int cluster) {
        weights[cluster] = Math.min(ROWS_REMEMBERED, weights[cluster] + 1);
        for (int i = 0; i < point.length; i++) {
            if (!Double.isNaN(point[i])) {
                int at = cluster * point.length + i;
                middles[at] += (point[i] - middles[at]) / weights[cluster];
            }
        }
    }

    /** Each next middle is a kept row, drawn by its squared distance from those there are. */
    private void drawMiddles() {
        middles = new double[weights.length * point.length];
        double[] squares = new double[keptRows];
        for (int k = 0; k < weights.length; k++) {
            double sum = 0;
            for (int row = 0; row < keptRows; row++) {
                System.arraycopy(kept, row * point.length, point, 0, point.length);
                squares[row] = k == 0 ? 1 : square(nearest(k));
                sum += squares[row];
            }
            place(k, drawn(squares, sum));
            weights[k] = 1;
        }
        for (int row = 0; row < keptRows; row++) {
            System.arraycopy(kept, row * point.length, point, 0, point.length);
            follow(nearest(weights.length));
        }
        kept = new double[0];
        keptRows = 0;
    }

    private int drawn(double[] squares, double sum) {
        double left = random.uniform() * sum;
        int row = 0;
        while (row < squares.length - 1 && left >= squares[row]) {
            left -= squares[row++];
        }
        return row;
    }

    private void place(int cluster, int row) {
        for (int i = 0; i < point.length; i++) {
            double value = kept[row * point.length + i];
            middles[cluster * point.length + i] = Double.isNaN(value) ? numbers.mean(i) : value;
        }
    }

    @Override
    public int clusters() {
        return weights.length;
    }

    /** The middle of a cluster, by the numbers of the space; none before they are drawn. */
    public double[] middle(int cluster) {
        if (cluster < 0 || cluster >= weights.length || middles.length == 0) {
            return new double[0];
        }
        return Arrays.copyOfRange(middles, cluster * point.length, (cluster + 1) * point.length);
    }

    @Override
    public FeatureSpace space() {
        return space;
    }

    @Override
    public LearnerKind kind() {
        return LearnerKind.K_MEANS;
    }

    @Override
    public long bytes() {
        return 192
                + numbers.bytes()
                + 8L * (middles.length + weights.length + kept.length + point.length);
    }
}
