package dev.tidemill.learning.stream;

import dev.tidemill.learning.feature.FeatureSpace;
import dev.tidemill.learning.feature.FeatureVector;
import dev.tidemill.learning.random.SplitMix;
import java.util.stream.IntStream;

/**
 * Hulten, Spencer and Domingos, KDD 2001: points of a cube; the class is the side of a hyperplane
 * that turns a little with each row, some of its weights now up, now down.
 */
public final class RotatingHyperplane implements LabelledStream {
    private final SplitMix random;
    private final FeatureSpace space;
    private final double[] weights;
    private final double[] steps;
    private final double turn;
    private final double noise;

    /**
     * @param moving how many weights move
     * @param step how far each moves with a row
     * @param turn the chance that one turns round with a row
     * @param noise the part of the labels that are turned round
     */
    public RotatingHyperplane(
            int numbers, int moving, double step, double turn, double noise, long seed) {
        this.random = new SplitMix(seed);
        this.space =
                FeatureSpace.ofNumbers(
                        IntStream.range(0, numbers).mapToObj(i -> "x" + i).toArray(String[]::new));
        this.weights = new double[numbers];
        this.steps = new double[numbers];
        this.turn = turn;
        this.noise = noise;
        for (int i = 0; i < numbers; i++) {
            weights[i] = random.uniform();
            steps[i] = i < moving ? step : 0;
        }
    }

    @Override
    public FeatureSpace space() {
        return space;
    }

    @Override
    public int classes() {
        return 2;
    }

    @Override
    public int next(FeatureVector out) {
        double side = 0;
        for (int i = 0; i < weights.length; i++) {
            double x = random.uniform();
            out.number(i, x);
            side += weights[i] * (x - 0.5);
            weights[i] += steps[i];
            if (steps[i] != 0 && random.uniform() < turn) {
                steps[i] = -steps[i];
            }
        }
        int label = side >= 0 ? 1 : 0;
        return random.uniform() < noise ? 1 - label : label;
    }
}
