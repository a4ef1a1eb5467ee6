package dev.tidemill.learning.drift;

import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;
import java.util.Arrays;

/**
 * ADWIN2: a window over the newest numbers that is as long as their mean is the same. When two
 * parts of it differ by more than chance allows at {@code delta}, its oldest numbers are dropped.
 *
 * <p>The window is an exponential histogram: row r holds buckets of 2ʳ numbers, each as its sum and
 * its sum of squared distances from its mean, so its size is the logarithm of the window's.
 *
 * <p>Invariants: no row has more than {@link #BUCKETS_MAX} buckets between two numbers; older
 * buckets stand in higher rows, and in front within their row; width, sum and squares are those of
 * all buckets together.
 *
 * <p>The parts are compared at the borders of the buckets, as the paper does: with n₀ and n₁
 * numbers, 1/m = 1/n₀ + 1/n₁, δ' = δ / ln n and the window's variance σ², they differ when their
 * means are further apart than √(2/m · σ² · ln(2/δ')) + 2/(3m) · ln(2/δ'). That is for numbers from
 * 0 to 1.
 */
public final class Adwin implements DriftDetector {
    public static final double DELTA_DEFAULT = 0.002;

    /** Borders are looked at after so many numbers. */
    public static final int CLOCK_DEFAULT = 32;

    /** The paper's M. */
    static final int BUCKETS_MAX = 5;

    /** Shorter windows, and shorter parts of one, are not judged. */
    static final int WINDOW_MIN = 10;

    static final int PART_MIN = 5;

    private static final int ROOM = BUCKETS_MAX + 1;

    private final double delta;
    private final int clock;
    // Of row r the buckets r · ROOM to r · ROOM + used[r] − 1.
    private int rows = 1;
    private int[] used = new int[4];
    private double[] sums = new double[4 * ROOM];
    private double[] squares = new double[4 * ROOM];

    private long width;
    private double sum;
    private double square;
    private long added;

    public Adwin() {
        this(DELTA_DEFAULT, CLOCK_DEFAULT);
    }

    /**
     * @param delta the chance that a window of numbers of one kind is cut at a look; 0 to 1
     * @param clock looks for a change after so many numbers
     */
    public Adwin(double delta, int clock) {
        if (!(delta > 0 && delta < 1) || clock < 1) {
            throw new IllegalArgumentException("delta %s, clock %d".formatted(delta, clock));
        }
        this.delta = delta;
        this.clock = clock;
    }

    public static Adwin read(ModelReader in) {
        double delta = in.real();
        int clock = in.integer();
        if (!(delta > 0 && delta < 1) || clock < 1) {
            throw ModelReader.corrupt("an ADWIN of delta %s, clock %d".formatted(delta, clock));
        }
        Adwin adwin = new Adwin(delta, clock);
        adwin.rows = in.integer();
        adwin.used = in.integers();
        adwin.sums = in.reals(adwin.used.length * ROOM);
        adwin.squares = in.reals(adwin.used.length * ROOM);
        adwin.width = in.whole();
        adwin.sum = in.real();
        adwin.square = in.real();
        adwin.added = in.whole();
        adwin.check();
        return adwin;
    }

    private void check() {
        if (rows < 1 || rows > used.length) {
            throw ModelReader.corrupt("an ADWIN of %d rows".formatted(rows));
        }
        long counted = 0;
        for (int row = 0; row < used.length; row++) {
            if (used[row] < 0 || used[row] > BUCKETS_MAX) {
                throw ModelReader.corrupt("a row of %d buckets".formatted(used[row]));
            }
            counted += (long) used[row] << row;
        }
        if (counted != width) {
            throw ModelReader.corrupt("an ADWIN of %d or %d numbers".formatted(counted, width));
        }
    }

    @Override
    public void write(ModelWriter out) {
        out.number(delta).number(clock).number(rows).numbers(used);
        out.numbers(sums).numbers(squares);
        out.number(width).number(sum).number(square).number(added);
    }

    @Override
    public boolean add(double value) {
        insert(value);
        added++;
        return added % clock == 0 && width > WINDOW_MIN && cut();
    }

    private void insert(double value) {
        if (width > 0) {
            double distance = value - sum / width;
            square += width * distance * distance / (width + 1);
        }
        width++;
        sum += value;
        append(0, value, 0);
        for (int row = 0; used[row] > BUCKETS_MAX; row++) {
            mergeOldest(row);
        }
    }

    private void append(int row, double bucketSum, double bucketSquare) {
        if (row == rows) {
            rows++;
            if (rows > used.length) {
                used = Arrays.copyOf(used, 2 * used.length);
                sums = Arrays.copyOf(sums, 2 * sums.length);
                squares = Arrays.copyOf(squares, 2 * squares.length);
            }
        }
        int at = row * ROOM + used[row]++;
        sums[at] = bucketSum;
        squares[at] = bucketSquare;
    }

    private void mergeOldest(int row) {
        int at = row * ROOM;
        double count = 1L << row;
        double apart = (sums[at] - sums[at + 1]) / count;
        double bothSums = sums[at] + sums[at + 1];
        double bothSquares = squares[at] + squares[at + 1] + count / 2 * apart * apart;
        remove(row, 2);
        append(row + 1, bothSums, bothSquares);
    }

    private void remove(int row, int count) {
        int at = row * ROOM;
        used[row] -= count;
        System.arraycopy(sums, at + count, sums, at, used[row]);
        System.arraycopy(squares, at + count, squares, at, used[row]);
    }

    /** Drops the oldest bucket as long as two parts differ. */
    private boolean cut() {
        boolean changed = false;
        while (width > WINDOW_MIN && differs()) {
            dropOldest();
            changed = true;
        }
        return changed;
    }

    private boolean differs() {
        double variance = Math.max(0, square / width);
        double logarithm = StrictMath.log(2 * StrictMath.log((double) width) / delta);
        long older = 0;
        double olderSum = 0;
        for (int row = rows - 1; row >= 0; row--) {
            for (int i = 0; i < used[row]; i++) {
                older += 1L << row;
                olderSum += sums[row * ROOM + i];
                long newer = width - older;
                if (newer < PART_MIN) {
                    return false;
                }
                if (older >= PART_MIN) {
                    double apart = olderSum / older - (sum - olderSum) / newer;
                    if (Math.abs(apart) > bound(older, newer, variance, logarithm)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    static double bound(long older, long newer, double variance, double logarithm) {
        double inverse = 1.0 / older + 1.0 / newer;
        return Math.sqrt(2 * inverse * variance * logarithm) + 2 * inverse * logarithm / 3;
    }

    private void dropOldest() {
        int row = rows - 1;
        double count = 1L << row;
        double dropped = sums[row * ROOM];
        double droppedSquare = squares[row * ROOM];
        remove(row, 1);
        while (rows > 1 && used[rows - 1] == 0) {
            rows--;
        }
        width -= 1L << row;
        sum -= dropped;
        double apart = dropped / count - sum / width;
        square -= droppedSquare + count * width / (count + width) * apart * apart;
    }

    /** How many numbers each bucket holds, the oldest first. */
    long[] buckets() {
        long[] sizes = new long[Arrays.stream(used).sum()];
        int next = 0;
        for (int row = rows - 1; row >= 0; row--) {
            for (int i = 0; i < used[row]; i++) {
                sizes[next++] = 1L << row;
            }
        }
        return sizes;
    }

    @Override
    public double mean() {
        return width == 0 ? 0 : sum / width;
    }

    /** Of the window's numbers; 0 when it has none. */
    public double variance() {
        return width == 0 ? 0 : Math.max(0, square / width);
    }

    @Override
    public long width() {
        return width;
    }

    public long bytes() {
        return 128 + 4L * used.length + 16L * sums.length;
    }
}
