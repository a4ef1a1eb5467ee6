package dev.tidemill.learning.learner;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.tidemill.learning.feature.FeatureVector;
import dev.tidemill.learning.random.SplitMix;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class PredictionTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static Classifier learned(Classifier model) {
        SplitMix random = new SplitMix(2);
        FeatureVector row = new FeatureVector(Models.SPACE);
        for (int i = 0; i < 2000; i++) {
            Models.draw(random, row);
            model.learn(row, Models.label(row, i, 1000));
        }
        return model;
    }

    @Test
    void givesProbabilitiesAndChangesNothing() {
        SplitMix random = new SplitMix(3);
        FeatureVector row = new FeatureVector(Models.SPACE);
        double[] probabilities = new double[3];
        for (Classifier model : Models.classifiers()) {
            model.predict(row, probabilities);
            assertArrayEquals(new double[] {1 / 3.0, 1 / 3.0, 1 / 3.0}, probabilities, 1e-12);
            byte[] before = StoredModel.write(learned(model));
            for (int i = 0; i < 200; i++) {
                model.predict(i == 0 ? row.clear() : Models.draw(random, row), probabilities);
                assertEquals(1, Votes.sum(probabilities), 1e-9, model.kind().name());
                for (double probability : probabilities) {
                    assertTrue(probability >= 0 && probability <= 1, model.kind().name());
                }
            }
            assertArrayEquals(before, StoredModel.write(model), model.kind().name());
        }
    }

    @Test
    void allocatesNothing() {
        FeatureVector row = Models.draw(new SplitMix(4), new FeatureVector(Models.SPACE));
        double[] probabilities = new double[3];
        for (Classifier model : Models.classifiers()) {
            learned(model);
            predict(model, row, probabilities, 5000);
            long before = THREADS.getCurrentThreadAllocatedBytes();
            predict(model, row, probabilities, 10_000);
            long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;

            // A byte a prediction: what the virtual machine does for itself meanwhile.
            assertTrue(allocated < 10_000, model.kind() + " allocated " + allocated);
        }
    }

    @Test
    void givesFiniteNumbersAndChangesNothing() {
        SplitMix random = new SplitMix(3);
        FeatureVector row = new FeatureVector(Models.SPACE);
        for (Regressor model : Models.regressors()) {
            assertEquals(0, model.predict(row), model.kind().name());
            for (int i = 0; i < 2000; i++) {
                Models.draw(random, row);
                model.learn(row, i % 100 == 99 ? 1e100 : Models.target(row));
                row.number(0, i % 70 == 69 ? -1e100 : 1);
                assertTrue(Double.isFinite(model.predict(row)), model.kind().name());
            }
            byte[] before = StoredModel.write(model);
            for (int i = 0; i < 200; i++) {
                assertTrue(Double.isFinite(model.predict(Models.draw(random, row))));
            }
            assertArrayEquals(before, StoredModel.write(model), model.kind().name());
        }
    }

    /** Nor does their learning: a linear model never grows. */
    @Test
    void linearModelsAllocateNothingAsTheyLearn() {
        FeatureVector row = Models.draw(new SplitMix(4), new FeatureVector(Models.SPACE));
        for (Classifier model : Models.classifiers()) {
            if (model instanceof LogisticRegression
                    || model instanceof PassiveAggressiveClassifier) {
                learn(model, row, 5000);
                long before = THREADS.getCurrentThreadAllocatedBytes();
                learn(model, row, 10_000);
                long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;

                assertTrue(allocated < 10_000, model.kind() + " allocated " + allocated);
            }
        }
    }

    private static void learn(Classifier model, FeatureVector row, int times) {
        for (int i = 0; i < times; i++) {
            model.learn(row, i % 3);
        }
    }

    private static void predict(
            Classifier model, FeatureVector row, double[] probabilities, int times) {
        for (int i = 0; i < times; i++) {
            model.predict(row, probabilities);
        }
    }
}
