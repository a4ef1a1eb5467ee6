package dev.tidemill.bench.kernel;

import dev.tidemill.learning.feature.FeatureSpace;
import dev.tidemill.learning.feature.FeatureVector;
import dev.tidemill.learning.learner.LogisticRegression;
import dev.tidemill.learning.learner.Optimizer;
import dev.tidemill.learning.random.SplitMix;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A row of ten numbers and ten categories, predicted by logistic regression and then learned. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LinearLearnerBenchmark {
    private static final int EACH = 10;
    private static final int ROWS = 4096;
    private static final FeatureSpace SPACE = FeatureSpace.of(names("n"), names("c"));

    @Param({"sgd", "adagrad", "ftrl"})
    public String optimizer = "adagrad";

    private final FeatureVector[] rows = new FeatureVector[ROWS];
    private final double[] probabilities = new double[2];
    private LogisticRegression model = model();
    private int next;

    private static List<String> names(String letter) {
        return IntStream.range(0, EACH).mapToObj(i -> letter + i).toList();
    }

    private LogisticRegression model() {
        return new LogisticRegression(
                SPACE,
                2,
                switch (optimizer) {
                    case "sgd" -> new Optimizer.Sgd(0.02, 0);
                    case "ftrl" -> new Optimizer.Ftrl(0.1, 1, 0.1, 0);
                    default -> Optimizer.standard();
                });
    }

    @Setup
    public void draw() {
        SplitMix random = new SplitMix(7);
        for (int i = 0; i < ROWS; i++) {
            rows[i] = new FeatureVector(SPACE);
            for (int f = 0; f < EACH; f++) {
                rows[i].number(f, random.gaussian()).category(f, random.below(500));
            }
        }
        model = model();
    }

    @Benchmark
    public double predictAndLearn() {
        FeatureVector row = rows[next++ & (ROWS - 1)];
        model.predict(row, probabilities);
        model.learn(row, row.number(0) > 0 ? 1 : 0);
        return probabilities[1];
    }
}
