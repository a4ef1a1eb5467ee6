package dev.tidemill.learning.learner;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.learning.feature.FeatureVector;
import dev.tidemill.learning.random.SplitMix;
import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A model that is written and read goes on with the same bits, wherever in the stream that was. */
class StoredModelTest {
    private static final int ROWS = 4000;
    private static final int TURN = 2000;

    @Test
    void classifiersGoOnWithTheSameBits() {
        for (int stop : new int[] {0, 1, 700, 2500}) {
            List<Classifier> unbroken = Models.classifiers();
            List<Classifier> broken = Models.classifiers();
            for (int i = 0; i < unbroken.size(); i++) {
                assertGoesOn(unbroken.get(i), broken.get(i), stop);
            }
        }
    }

    private static void assertGoesOn(Classifier unbroken, Classifier broken, int stop) {
        SplitMix random = new SplitMix(stop + 1);
        FeatureVector row = new FeatureVector(Models.SPACE);
        double[] expected = new double[3];
        double[] found = new double[3];
        Classifier model = broken;
        for (int i = 0; i < ROWS; i++) {
            if (i == stop) {
                model = (Classifier) StoredModel.read(StoredModel.write(model));
            }
            Models.draw(random, row);
            int label = Models.label(row, i, TURN);
            unbroken.predict(row, expected);
            model.predict(row, found);
            assertArrayEquals(expected, found, "%s, row %d".formatted(model.kind(), i));
            unbroken.learn(row, label);
            model.learn(row, label);
        }
        assertArrayEquals(StoredModel.write(unbroken), StoredModel.write(model));
        assertEquals(unbroken.bytes(), model.bytes());
    }

    @Test
    void regressorsGoOnWithTheSameBits() {
        List<Regressor> unbroken = Models.regressors();
        List<Regressor> broken = Models.regressors();
        for (int i = 0; i < unbroken.size(); i++) {
            SplitMix random = new SplitMix(i);
            FeatureVector row = new FeatureVector(Models.SPACE);
            Regressor model = broken.get(i);
            for (int at = 0; at < 1000; at++) {
                model = at == 400 ? (Regressor) StoredModel.read(StoredModel.write(model)) : model;
                Models.draw(random, row);
                assertEquals(unbroken.get(i).predict(row), model.predict(row));
                unbroken.get(i).learn(row, Models.target(row));
                model.learn(row, Models.target(row));
            }
            assertArrayEquals(StoredModel.write(unbroken.get(i)), StoredModel.write(model));
        }
    }

    @Test
    void detectorsGoOnWithTheSameBits() {
        for (int stop : new int[] {0, 1, 9, 40, 900}) {
            List<AnomalyDetector> unbroken = Models.detectors();
            List<AnomalyDetector> broken = Models.detectors();
            for (int i = 0; i < unbroken.size(); i++) {
                assertGoesOn(unbroken.get(i), broken.get(i), stop);
            }
        }
    }

    private static void assertGoesOn(AnomalyDetector unbroken, AnomalyDetector broken, int stop) {
        SplitMix random = new SplitMix(stop + 1);
        FeatureVector row = new FeatureVector(Models.SPACE);
        AnomalyDetector model = broken;
        for (int i = 0; i < 1500; i++) {
            if (i == stop) {
                model = (AnomalyDetector) StoredModel.read(StoredModel.write(model));
            }
            Models.draw(random, row);
            assertEquals(
                    unbroken.score(row), model.score(row), "stop %d, row %d".formatted(stop, i));
            unbroken.learn(row);
            model.learn(row);
        }
        assertArrayEquals(StoredModel.write(unbroken), StoredModel.write(model));
        assertEquals(unbroken.bytes(), model.bytes());
    }

    @Test
    void clusterersGoOnWithTheSameBits() {
        for (int stop : new int[] {0, 1, 19, 20, 59, 60, 900}) {
            List<Clusterer> unbroken = Models.clusterers();
            List<Clusterer> broken = Models.clusterers();
            for (int i = 0; i < unbroken.size(); i++) {
                assertGoesOn(unbroken.get(i), broken.get(i), stop);
            }
        }
    }

    private static void assertGoesOn(Clusterer unbroken, Clusterer broken, int stop) {
        SplitMix random = new SplitMix(stop + 1);
        FeatureVector row = new FeatureVector(Models.SPACE);
        Clusterer model = broken;
        for (int i = 0; i < 1500; i++) {
            if (i == stop) {
                model = (Clusterer) StoredModel.read(StoredModel.write(model));
            }
            Models.draw(random, row);
            assertEquals(unbroken.cluster(row), model.cluster(row));
            assertEquals(unbroken.distance(row), model.distance(row));
            unbroken.learn(row);
            model.learn(row);
        }
        assertArrayEquals(StoredModel.write(unbroken), StoredModel.write(model));
        assertEquals(unbroken.bytes(), model.bytes());
    }

    @Test
    void banditsAndTheirPendingChoicesGoOnWithTheSameBits() {
        List<Bandit> unbroken = Models.bandits();
        List<Bandit> broken = Models.bandits();
        for (int i = 0; i < unbroken.size(); i++) {
            SplitMix random = new SplitMix(i);
            FeatureVector row = new FeatureVector(Models.SPACE);
            Bandit model = broken.get(i);
            PendingChoices expected = new PendingChoices(Models.SPACE, 50);
            PendingChoices pending = new PendingChoices(Models.SPACE, 50);
            for (int at = 0; at < 600; at++) {
                if (at == 300) {
                    model = (Bandit) StoredModel.read(StoredModel.write(model));
                    pending = again(pending);
                }
                Models.draw(random, row);
                long choice = expected.choose(unbroken.get(i), row);
                assertEquals(choice, pending.choose(model, row));
                assertEquals(expected.arm(choice), pending.arm(choice));
                long late = choice - random.below(60);
                double reward = random.uniform();
                assertEquals(
                        expected.reward(unbroken.get(i), late, reward),
                        pending.reward(model, late, reward));
            }
            assertArrayEquals(StoredModel.write(unbroken.get(i)), StoredModel.write(model));
            assertEquals(expected.expired(), pending.expired());
        }
    }

    private static PendingChoices again(PendingChoices pending) {
        ModelWriter out = new ModelWriter();
        pending.write(out);
        return PendingChoices.read(new ModelReader(out.bytes()));
    }

    @Test
    void everyDamagedByteIsSeen() {
        HoeffdingTree tree = new HoeffdingTree(Models.SPACE, 3);
        SplitMix random = new SplitMix(1);
        FeatureVector row = new FeatureVector(Models.SPACE);
        for (int i = 0; i < 50; i++) {
            tree.learn(Models.draw(random, row), i % 3);
        }
        byte[] bytes = StoredModel.write(tree);
        for (int i = 0; i < bytes.length; i++) {
            byte[] damaged = bytes.clone();
            damaged[i] ^= (byte) (1 << random.below(8));
            assertThrows(TidemillException.class, () -> StoredModel.read(damaged));
        }
        for (int length = 0; length < bytes.length; length += 7) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertEquals(
                    ErrorCode.MODEL_CORRUPT,
                    assertThrows(TidemillException.class, () -> StoredModel.read(cut)).errorCode());
        }
    }

    @Test
    void anotherVersionIsRefusedByItsNumber() {
        byte[] bytes = StoredModel.write(new NoChange(Models.SPACE, 2));
        bytes[7] = 99;

        TidemillException refused =
                assertThrows(TidemillException.class, () -> StoredModel.read(bytes));
        assertEquals(ErrorCode.MODEL_VERSION, refused.errorCode());
    }
}
