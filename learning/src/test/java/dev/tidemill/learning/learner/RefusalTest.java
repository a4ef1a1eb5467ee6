package dev.tidemill.learning.learner;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.learning.feature.FeatureSpace;
import dev.tidemill.learning.feature.FeatureVector;
import dev.tidemill.learning.random.SplitMix;
import org.junit.jupiter.api.Test;

/** What cannot be learned is refused, and the model stays as it was, to the bit. */
class RefusalTest {
    private static final FeatureVector ROW =
            Models.draw(new SplitMix(1), new FeatureVector(Models.SPACE));

    @Test
    void ofClassifiers() {
        for (Classifier model : Models.classifiers()) {
            model.learn(ROW, 1);
            assertRefused(model, () -> model.learn(ROW, 3));
            assertRefused(model, () -> model.learn(ROW, -1));
            assertRefused(model, () -> model.learn(ROW, 0, Double.NaN));
            assertRefused(model, () -> model.learn(ROW, 0, -1));
            assertRefused(model, () -> model.learn(ROW, 0, 1e9));
        }
    }

    @Test
    void ofRegressors() {
        for (Regressor model : Models.regressors()) {
            model.learn(ROW, 1);
            assertRefused(model, () -> model.learn(ROW, Double.NaN));
            assertRefused(model, () -> model.learn(ROW, Double.POSITIVE_INFINITY));
            assertRefused(model, () -> model.learn(ROW, 1e200));
            assertRefused(model, () -> model.learn(ROW, 1, -1));
        }
    }

    @Test
    void ofBandits() {
        for (Bandit model : Models.bandits()) {
            model.reward(ROW, 1, 1);
            assertRefused(model, () -> model.reward(ROW, 3, 1));
            assertRefused(model, () -> model.reward(ROW, 0, Double.NaN));
            assertRefused(model, () -> model.expected(ROW, -1));
        }
    }

    @Test
    void ofRowsWithOtherFeatures() {
        FeatureVector other = new FeatureVector(FeatureSpace.ofNumbers("a"));
        LogisticRegression model = new LogisticRegression(Models.SPACE, 2, Optimizer.standard());

        assertRefused(model, () -> model.learn(other, 1));
        assertRefused(model, () -> model.predict(other, new double[2]));
    }

    @Test
    void aRowOfNoWeightTeachesNothing() {
        for (Classifier model : Models.classifiers()) {
            byte[] before = StoredModel.write(model);
            model.learn(ROW, 1, 0);
            assertArrayEquals(before, StoredModel.write(model));
        }
    }

    private static void assertRefused(Learner model, Runnable asked) {
        byte[] before = StoredModel.write(model);
        TidemillException refused = assertThrows(TidemillException.class, asked::run);
        assertEquals(ErrorCode.UNLEARNABLE, refused.errorCode());
        assertArrayEquals(before, StoredModel.write(model));
    }
}
