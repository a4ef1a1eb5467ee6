package dev.tidemill.bench.kernel;

import dev.tidemill.learning.feature.FeatureSpace;
import dev.tidemill.learning.feature.FeatureVector;
import dev.tidemill.learning.learner.AdaptiveRandomForest;
import dev.tidemill.learning.learner.Classifier;
import dev.tidemill.learning.learner.HoeffdingAdaptiveTree;
import dev.tidemill.learning.learner.HoeffdingTree;
import dev.tidemill.learning.learner.NaiveBayes;
import dev.tidemill.learning.stream.Agrawal;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Ten thousand loans of six numbers and three categories, each predicted and then learned, by a
 * model that has grown over as many: nanoseconds a loan, the drawing of it included.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TreeLearnerBenchmark {
    private static final int ROWS = 10_000;

    @Param({"bayes", "tree", "adaptive-tree", "forest"})
    public String learner = "tree";

    private Agrawal loans = new Agrawal(5, 0.05, 1);
    private Classifier model = model();
    private final FeatureVector row = new FeatureVector(loans.space());
    private final double[] probabilities = new double[2];

    private Classifier model() {
        FeatureSpace space = loans.space();
        return switch (learner) {
            case "bayes" -> new NaiveBayes(space, 2);
            case "adaptive-tree" -> new HoeffdingAdaptiveTree(space, 2);
            case "forest" -> new AdaptiveRandomForest(space, 2, 1);
            default -> new HoeffdingTree(space, 2);
        };
    }

    /** Anew each time, as a tree that grows on and on is another one each second. */
    @Setup(Level.Iteration)
    public void grow() {
        loans = new Agrawal(5, 0.05, 1);
        model = model();
        predictAndLearn();
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public double predictAndLearn() {
        double sum = 0;
        for (int i = 0; i < ROWS; i++) {
            int label = loans.next(row);
            model.predict(row, probabilities);
            model.learn(row, label);
            sum += probabilities[1];
        }
        return sum;
    }
}
