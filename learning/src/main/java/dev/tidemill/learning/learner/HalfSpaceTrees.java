package dev.tidemill.learning.learner;

import static java.util.Objects.requireNonNull;

import dev.tidemill.learning.feature.FeatureSpace;
import dev.tidemill.learning.feature.FeatureVector;
import dev.tidemill.learning.random.SplitMix;
import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;
import java.util.Arrays;

/**
 * Tells strange rows by how few rows of the last window fell where they fall, in trees whose cuts
 * are drawn once and never follow the rows. Coarser than {@link RandomCuts}, and a tenth of the
 * work: a row costs a walk down each tree, and nothing is allocated.
 *
 * <p>It sees the numbers only, each in deviations from its mean so far and cut off at {@value
 * #DEVIATIONS_MAX}; a missing one is as its mean. The score is in bits: a row that falls where half
 * as many rows are has one more.
 */
public final class HalfSpaceTrees implements AnomalyDetector {
    public static final int TREES_DEFAULT = 25;
    public static final int DEPTH_DEFAULT = 8;
    public static final int WINDOW_DEFAULT = 250;
    public static final int TREES_MAX = 1000;
    public static final int DEPTH_MAX = 15;

    /** Of all trees together; a node takes 20 bytes. */
    public static final int NODES_MAX = 1 << 23;

    private static final double DEVIATIONS_MAX = 4;

    /** A node that fewer than this part of the window fell into is not looked below. */
    private static final double SPARSE = 0.1;

    private final FeatureSpace space;
    private final int trees;
    private final int depth;
    private final int window;
    private final long seed;
    private final Moments numbers;
    // Of tree t and inner node i, counted from 1 as in a heap, at t · 2^depth + i.
    private final int[] cutFeatures;
    private final double[] cuts;
    // Of tree t and node i at t · 2^(depth + 1) + i: rows of the last whole window, and of this
    // one.
    private int[] masses;
    private int[] filling;
    private long learned;
    private final double[] point;

    public HalfSpaceTrees(FeatureSpace space, long seed) {
        this(space, TREES_DEFAULT, DEPTH_DEFAULT, WINDOW_DEFAULT, seed);
    }

    /**
     * @param space of at least one number
     * @param trees how many
     * @param depth of each; memory is 2 to it, times trees
     * @param window rows by which the ones after them are judged; the first are all scored 0
     */
    public HalfSpaceTrees(FeatureSpace space, int trees, int depth, int window, long seed) {
        this(space, trees, depth, window, seed, new Moments(space.numbers().size()));
    }

    private HalfSpaceTrees(
            FeatureSpace space, int trees, int depth, int window, long seed, Moments numbers) {
        this.space = requireNonNull(space, "space");
        if (numbers.size() == 0) {
            throw new IllegalArgumentException("there is no number to cut");
        }
        if (trees < 1
                || trees > TREES_MAX
                || depth < 1
                || depth > DEPTH_MAX
                || window < 1
                || (long) trees << (depth + 1) > NODES_MAX) {
            throw new IllegalArgumentException(
                    "%d trees of depth %d, window %d".formatted(trees, depth, window));
        }
        this.trees = trees;
        this.depth = depth;
        this.window = window;
        this.seed = seed;
        this.numbers = numbers;
        this.cutFeatures = new int[trees << depth];
        this.cuts = new double[trees << depth];
        this.masses = new int[trees << (depth + 1)];
        this.filling = new int[trees << (depth + 1)];
        this.point = new double[numbers.size()];
        draw();
    }

    /** Each tree has a range of its own around the rows, each node halves one side of its box. */
    private void draw() {
        SplitMix random = new SplitMix(seed);
        double[] low = new double[point.length];
        double[] high = new double[point.length];
        for (int tree = 0; tree < trees; tree++) {
            for (int i = 0; i < low.length; i++) {
                double middle = random.uniform(-DEVIATIONS_MAX, DEVIATIONS_MAX);
                double reach = DEVIATIONS_MAX + Math.abs(middle);
                low[i] = middle - reach;
                high[i] = middle + reach;
            }
            cut(random, tree << depth, 1, low, high);
        }
    }

    private void cut(SplitMix random, int tree, int node, double[] low, double[] high) {
        if (node >= 1 << depth) {
            return;
        }
        int feature = random.below(low.length);
        double cut = (low[feature] + high[feature]) / 2;
        cutFeatures[tree + node] = feature;
        cuts[tree + node] = cut;
        double end = high[feature];
        high[feature] = cut;
        cut(random, tree, 2 * node, low, high);
        high[feature] = end;
        double start = low[feature];
        low[feature] = cut;
        cut(random, tree, 2 * node + 1, low, high);
        low[feature] = start;
    }

    static HalfSpaceTrees read(ModelReader in) {
        FeatureSpace space = FeatureSpace.read(in);
        try {
            HalfSpaceTrees read =
                    new HalfSpaceTrees(
                            space,
                            in.integer(),
                            in.integer(),
                            in.integer(),
                            in.whole(),
                            Moments.read(in));
            read.masses = sized(in.integers(), read.masses.length);
            read.filling = sized(in.integers(), read.filling.length);
            read.learned = in.whole();
            if (read.point.length != space.numbers().size()) {
                throw ModelReader.corrupt("moments of %d numbers".formatted(read.point.length));
            }
            return read;
        } catch (IllegalArgumentException wrong) {
            throw ModelReader.corrupt(String.valueOf(wrong.getMessage()));
        }
    }

    private static int[] sized(int[] values, int size) {
        if (values.length != size) {
            throw ModelReader.corrupt("%d masses where %d belong".formatted(values.length, size));
        }
        return values;
    }

    @Override
    public void write(ModelWriter out) {
        space.write(out);
        out.number(trees).number(depth).number(window).number(seed);
        numbers.write(out);
        out.numbers(masses).numbers(filling).number(learned);
    }

    @Override
    public double score(FeatureVector row) {
        Admission.row(space, row);
        if (learned < window) {
            return 0;
        }
        look(row);
        double density = 0;
        for (int tree = 0; tree < trees; tree++) {
            density += density(tree) / trees;
        }
        double most = Math.scalb((double) window, depth);
        return Math.max(0, StrictMath.log((most + 1) / (density + 1)) / StrictMath.log(2));
    }

    /** Rows in the smallest box around the point that has enough, as if all boxes were as small. */
    private double density(int tree) {
        int node = 1;
        int level = 0;
        while (level < depth && masses[(tree << (depth + 1)) + node] >= SPARSE * window) {
            node = below(tree, node);
            level++;
        }
        return Math.scalb((double) masses[(tree << (depth + 1)) + node], level);
    }

    private int below(int tree, int node) {
        int at = (tree << depth) + node;
        return 2 * node + (point[cutFeatures[at]] < cuts[at] ? 0 : 1);
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
        for (int tree = 0; tree < trees; tree++) {
            int node = 1;
            for (int level = 0; level <= depth; level++) {
                filling[(tree << (depth + 1)) + node]++;
                node = level < depth ? below(tree, node) : node;
            }
        }
        if (++learned % window == 0) {
            int[] judged = masses;
            masses = filling;
            filling = judged;
            Arrays.fill(filling, 0);
        }
    }

    private void look(FeatureVector row) {
        for (int i = 0; i < point.length; i++) {
            double value = row.hasNumber(i) ? numbers.standardised(i, row.number(i)) : 0;
            point[i] = Math.clamp(value, -DEVIATIONS_MAX, DEVIATIONS_MAX);
        }
    }

    @Override
    public FeatureSpace space() {
        return space;
    }

    @Override
    public LearnerKind kind() {
        return LearnerKind.HALF_SPACE_TREES;
    }

    @Override
    public long bytes() {
        return 256
                + numbers.bytes()
                + 12L * cuts.length
                + 4L * (masses.length + filling.length)
                + 8L * point.length;
    }
}
