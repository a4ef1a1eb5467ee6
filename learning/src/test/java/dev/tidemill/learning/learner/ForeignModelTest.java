package dev.tidemill.learning.learner;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.learning.feature.FeatureSpace;
import dev.tidemill.learning.feature.FeatureVector;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Models that were trained elsewhere, whatever runs them. */
class ForeignModelTest {
    private static final FeatureSpace SPACE = FeatureSpace.of(List.of("size"), List.of("kind"));
    private static final byte[] MODEL = {1};

    private static FeatureVector row(double size, String kind) {
        return new FeatureVector(SPACE).number(0, size).category(0, kind);
    }

    private static double[] foretold(Classifier model, FeatureVector row) {
        double[] scores = new double[2];
        model.predict(row, scores);
        return scores;
    }

    @Test
    void isToldNumbersAndTextsAndLearnsNothing() {
        ForeignClassifier model = new ForeignClassifier(SPACE, 2, "first", MODEL);
        assertArrayEquals(new double[] {0.75, 0.25}, foretold(model, row(0.25, "a")));
        byte[] before = StoredModel.write(model);
        model.learn(row(0.25, "a"), 1);
        assertArrayEquals(before, StoredModel.write(model));
        Classifier read = assertInstanceOf(ForeignClassifier.class, StoredModel.read(before));
        assertArrayEquals(new double[] {0.75, 0.25}, foretold(read, row(0.25, "a")));
        ForeignRegressor number = new ForeignRegressor(SPACE, "first", MODEL);
        assertEquals(7, number.predict(row(7, "a")));
        assertEquals(9, number.predict(new FeatureVector(SPACE).number(0, 7)));
        assertInstanceOf(ForeignRegressor.class, StoredModel.read(StoredModel.write(number)));
    }

    @Test
    void whatIsNoProbabilityIsMadeOne() {
        ForeignClassifier model = new ForeignClassifier(SPACE, 2, "first", MODEL);
        assertArrayEquals(new double[] {0, 1}, foretold(model, row(3, "a")));
        assertArrayEquals(new double[] {1, 0}, foretold(model, row(-3, "a")));
    }

    @Test
    void whatDoesNotRunIsRefusedWithACode() {
        refused(ErrorCode.MODEL_RUNTIME, () -> asked("other", MODEL, "a"));
        refused(ErrorCode.MODEL_CORRUPT, () -> asked("first", new byte[0], "a"));
        refused(ErrorCode.MODEL_MISMATCH, () -> asked("first", MODEL, "fails"));
    }

    private static void asked(String form, byte[] model, String kind) {
        double[] ignored = foretold(new ForeignClassifier(SPACE, 2, form, model), row(0.5, kind));
    }

    private static void refused(ErrorCode code, Executable call) {
        assertEquals(code, assertThrows(TidemillException.class, call).errorCode());
    }
}
