package dev.tidemill.learning.learner;

import static java.util.Objects.requireNonNull;

import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;

/**
 * How a Hoeffding tree grows.
 *
 * @param gracePeriod rows that a leaf takes between two looks for a split
 * @param delta the chance that a split is not the one that all rows to come would choose
 * @param tie splits whose gains are closer than the bound, when that is below this, are as good
 * @param leaves what leaves predict by
 * @param depthMax a leaf at this depth is not split
 * @param nodesMax no leaf is split when that would make more nodes
 * @param bytesMax above this the leaves that have the least errors to lose keep no statistics any
 *     more, and predict by their majority, until there is room or they have more
 * @param categoriesMax so many values of a category are told apart in a leaf; others count as one
 * @param subspace how many features each leaf looks at, drawn anew for each; 0 for all
 */
public record TreeOptions(
        int gracePeriod,
        double delta,
        double tie,
        LeafPrediction leaves,
        int depthMax,
        int nodesMax,
        long bytesMax,
        int categoriesMax,
        int subspace) {
    /** Trees are walked by recursion, which this keeps shallow. */
    public static final int DEPTH_MAX = 256;

    private static final TreeOptions STANDARD =
            new TreeOptions(
                    200, 1e-7, 0.05, LeafPrediction.ADAPTIVE, 64, 10_000, 32L << 20, 128, 0);

    public TreeOptions {
        requireNonNull(leaves, "leaves");
        atLeast("gracePeriod", gracePeriod, 1);
        atLeast("depthMax", depthMax, 0);
        if (depthMax > DEPTH_MAX) {
            throw new IllegalArgumentException(
                    "depthMax is %d; at most %d is possible".formatted(depthMax, DEPTH_MAX));
        }
        atLeast("nodesMax", nodesMax, 1);
        atLeast("bytesMax", bytesMax, 1);
        atLeast("categoriesMax", categoriesMax, 1);
        atLeast("subspace", subspace, 0);
        if (!(delta > 0 && delta < 1) || !(tie >= 0 && tie < 1)) {
            throw new IllegalArgumentException("delta %s, tie %s".formatted(delta, tie));
        }
    }

    /**
     * A look each 200 rows at a delta of 10⁻⁷ and a tie of 0.05, leaves that choose what they
     * predict by; at most 64 deep, 10,000 nodes, 32 MiB, and 128 values of a category in a leaf.
     */
    public static TreeOptions standard() {
        return STANDARD;
    }

    public TreeOptions withGracePeriod(int rows) {
        return new TreeOptions(
                rows, delta, tie, leaves, depthMax, nodesMax, bytesMax, categoriesMax, subspace);
    }

    public TreeOptions withDelta(double chance) {
        return new TreeOptions(
                gracePeriod,
                chance,
                tie,
                leaves,
                depthMax,
                nodesMax,
                bytesMax,
                categoriesMax,
                subspace);
    }

    public TreeOptions withLeaves(LeafPrediction prediction) {
        return new TreeOptions(
                gracePeriod,
                delta,
                tie,
                prediction,
                depthMax,
                nodesMax,
                bytesMax,
                categoriesMax,
                subspace);
    }

    public TreeOptions withNodesMax(int nodes) {
        return new TreeOptions(
                gracePeriod,
                delta,
                tie,
                leaves,
                depthMax,
                nodes,
                bytesMax,
                categoriesMax,
                subspace);
    }

    public TreeOptions withBytesMax(long bytes) {
        return new TreeOptions(
                gracePeriod,
                delta,
                tie,
                leaves,
                depthMax,
                nodesMax,
                bytes,
                categoriesMax,
                subspace);
    }

    public TreeOptions withSubspace(int features) {
        return new TreeOptions(
                gracePeriod,
                delta,
                tie,
                leaves,
                depthMax,
                nodesMax,
                bytesMax,
                categoriesMax,
                features);
    }

    static TreeOptions read(ModelReader in) {
        try {
            return new TreeOptions(
                    in.integer(),
                    in.real(),
                    in.real(),
                    LeafPrediction.numbered(in.integer()),
                    in.integer(),
                    in.integer(),
                    in.whole(),
                    in.integer(),
                    in.integer());
        } catch (IllegalArgumentException wrong) {
            throw ModelReader.corrupt(String.valueOf(wrong.getMessage()));
        }
    }

    void write(ModelWriter out) {
        out.number(gracePeriod).number(delta).number(tie).number(leaves.number());
        out.number(depthMax).number(nodesMax).number(bytesMax);
        out.number(categoriesMax).number(subspace);
    }

    private static void atLeast(String name, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(
                    "%s is %d; at least %d is possible".formatted(name, value, least));
        }
    }
}
