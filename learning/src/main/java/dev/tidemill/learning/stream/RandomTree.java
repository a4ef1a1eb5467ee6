package dev.tidemill.learning.stream;

import dev.tidemill.learning.feature.FeatureSpace;
import dev.tidemill.learning.feature.FeatureVector;
import dev.tidemill.learning.random.SplitMix;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Domingos and Hulten, KDD 2000: rows drawn evenly, and a tree drawn before them that says the
 * class of each. As in the field's measurements there are five numbers from 0 to 1, five categories
 * of five values, two classes, and leaves at depth 5, or from depth 3 on by chance.
 */
public final class RandomTree implements LabelledStream {
    private static final int EACH = 5;
    private static final int VALUES = 5;
    private static final int CLASSES = 2;
    private static final int DEPTH = 5;
    private static final int LEAVES_FROM_DEPTH = 3;
    private static final double LEAF_CHANCE = 0.15;

    private static final FeatureSpace SPACE =
            FeatureSpace.of(
                    IntStream.range(0, EACH).mapToObj(i -> "x" + i).toList(),
                    IntStream.range(0, EACH).mapToObj(i -> "c" + i).toList());

    private final SplitMix random;
    private final double noise;
    private final Node root;
    private final double[] numbers = new double[EACH];
    private final int[] categories = new int[EACH];

    private sealed interface Node {
        record Leaf(int label) implements Node {}

        record AtMost(int number, double threshold, Node left, Node right) implements Node {}

        record Switch(int category, List<Node> values) implements Node {}
    }

    /**
     * @param noise the part of the labels that are turned round
     * @param seed of the rows
     * @param treeSeed of the tree
     */
    public RandomTree(double noise, long seed, long treeSeed) {
        this.random = new SplitMix(seed);
        this.noise = noise;
        double[] high = new double[EACH];
        Arrays.fill(high, 1);
        this.root = draw(new SplitMix(treeSeed), 0, new double[EACH], high, 0);
    }

    /**
     * @param asked of the categories asked above, a bit each
     */
    private static Node draw(SplitMix drawn, int depth, double[] low, double[] high, int asked) {
        boolean mayEnd = depth >= LEAVES_FROM_DEPTH && drawn.uniform() < LEAF_CHANCE;
        if (depth == DEPTH || mayEnd) {
            return new Node.Leaf(drawn.below(CLASSES));
        }
        int feature = drawn.below(2 * EACH);
        while (feature >= EACH && ((asked >> (feature - EACH)) & 1) == 1) {
            feature = drawn.below(2 * EACH);
        }
        if (feature >= EACH) {
            int category = feature - EACH;
            int below = asked | (1 << category);
            return new Node.Switch(
                    category,
                    IntStream.range(0, VALUES)
                            .mapToObj(value -> draw(drawn, depth + 1, low, high, below))
                            .toList());
        }
        double threshold = drawn.uniform(low[feature], high[feature]);
        double[] leftHigh = high.clone();
        leftHigh[feature] = threshold;
        double[] rightLow = low.clone();
        rightLow[feature] = threshold;
        return new Node.AtMost(
                feature,
                threshold,
                draw(drawn, depth + 1, low, leftHigh, asked),
                draw(drawn, depth + 1, rightLow, high, asked));
    }

    @Override
    public FeatureSpace space() {
        return SPACE;
    }

    @Override
    public int classes() {
        return CLASSES;
    }

    @Override
    public int next(FeatureVector row) {
        for (int i = 0; i < EACH; i++) {
            numbers[i] = random.uniform();
            categories[i] = random.below(VALUES);
            row.number(i, numbers[i]).category(i, categories[i]);
        }
        int label = label();
        return noise > 0 && random.uniform() < noise ? 1 - label : label;
    }

    private int label() {
        Node node = root;
        while (true) {
            switch (node) {
                case Node.Leaf(int label) -> {
                    return label;
                }
                case Node.AtMost(int number, double threshold, Node left, Node right) ->
                        node = numbers[number] <= threshold ? left : right;
                case Node.Switch(int category, List<Node> values) ->
                        node = values.get(categories[category]);
            }
        }
    }
}
