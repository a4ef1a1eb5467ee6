package dev.tidemill.learning.learner;

import static java.util.Objects.requireNonNull;

import com.amazon.randomcutforest.RandomCutForest;
import dev.tidemill.learning.feature.FeatureSpace;
import dev.tidemill.learning.feature.FeatureVector;
import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;

/**
 * Tells strange rows by how few random cuts part them from samples of the others. It sees the
 * numbers only, each in deviations from its mean so far, so that no unit counts more than another;
 * a missing one is as its mean.
 *
 * <p>A thin adapter of RandomCutForest: one thread, and a seed for its cuts. Its logarithms are
 * those of {@link Math}, so unlike the other learners' its scores may differ in their last digits
 * between kinds of processors.
 */
public final class RandomCuts implements AnomalyDetector {
    /** A number is cut off here: as strange as can be, and single precision still tells it. */
    private static final double DEVIATIONS_MAX = 1000;

    private static final int BYTES_A_NODE = 48;

    private final FeatureSpace space;
    private final RandomCutOptions options;
    private final Moments numbers;
    private final RandomCutForest forest;
    private final float[] point;

    /**
     * @param space of at least one number
     */
    public RandomCuts(FeatureSpace space, RandomCutOptions options, long seed) {
        this(
                space,
                options,
                new Moments(space.numbers().size()),
                forest(space.numbers().size(), options, seed));
    }

    private RandomCuts(
            FeatureSpace space, RandomCutOptions options, Moments numbers, RandomCutForest forest) {
        this.space = requireNonNull(space, "space");
        this.options = requireNonNull(options, "options");
        this.numbers = numbers;
        this.forest = forest;
        this.point = new float[numbers.size()];
    }

    private static RandomCutForest forest(int dimensions, RandomCutOptions options, long seed) {
        if (dimensions == 0) {
            throw new IllegalArgumentException("there is no number to cut");
        }
        return RandomCutForest.builder()
                .dimensions(dimensions)
                .numberOfTrees(options.trees())
                .sampleSize(options.sample())
                .timeDecay(options.decay())
                .outputAfter(options.scoresAfter())
                .parallelExecutionEnabled(false)
                .randomSeed(seed)
                .build();
    }

    static RandomCuts read(ModelReader in) {
        FeatureSpace space = FeatureSpace.read(in);
        RandomCutOptions options = RandomCutOptions.read(in);
        Moments numbers = Moments.read(in);
        int dimensions = space.numbers().size();
        if (numbers.size() != dimensions || dimensions == 0) {
            throw ModelReader.corrupt("moments of %d numbers".formatted(numbers.size()));
        }
        return new RandomCuts(
                space, options, numbers, RandomCutForm.read(forest(dimensions, options, 0), in));
    }

    @Override
    public void write(ModelWriter out) {
        space.write(out);
        options.write(out);
        numbers.write(out);
        RandomCutForm.write(forest, out);
    }

    @Override
    public double score(FeatureVector row) {
        Admission.row(space, row);
        return forest.isOutputReady() ? forest.getAnomalyScore(look(row)) : 0;
    }

    @Override
    public void learn(FeatureVector row) {
        Admission.row(space, row);
        for (int i = 0; i < point.length; i++) {
            if (row.hasNumber(i)) {
                numbers.add(i, row.number(i), 1);
            }
        }
        forest.update(look(row));
    }

    private float[] look(FeatureVector row) {
        for (int i = 0; i < point.length; i++) {
            double value = row.hasNumber(i) ? numbers.standardised(i, row.number(i)) : 0;
            point[i] = (float) Math.clamp(value, -DEVIATIONS_MAX, DEVIATIONS_MAX);
        }
        return point;
    }

    @Override
    public FeatureSpace space() {
        return space;
    }

    @Override
    public LearnerKind kind() {
        return LearnerKind.RANDOM_CUTS;
    }

    /** What it takes when its samples are full, which is soon. */
    @Override
    public long bytes() {
        long nodes = 2L * options.trees() * options.sample();
        return 512 + numbers.bytes() + nodes * (BYTES_A_NODE + 8L * point.length);
    }
}
