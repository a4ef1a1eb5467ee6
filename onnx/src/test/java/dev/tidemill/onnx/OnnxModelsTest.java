package dev.tidemill.onnx;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.learning.feature.FeatureSpace;
import dev.tidemill.learning.feature.FeatureVector;
import dev.tidemill.learning.learner.ForeignClassifier;
import dev.tidemill.learning.learner.StoredModel;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class OnnxModelsTest {
    private static final byte[] MODEL = OnnxBytes.logistic(new float[] {2, -1}, 0.5f);

    private static ForeignClassifier classifier(byte[] model, String... numbers) {
        return new ForeignClassifier(FeatureSpace.ofNumbers(numbers), 2, "onnx", model);
    }

    private static double[] foretell(ForeignClassifier classifier, double... numbers) {
        FeatureVector row = new FeatureVector(classifier.space());
        for (int i = 0; i < numbers.length; i++) {
            row.number(i, numbers[i]);
        }
        double[] scores = new double[2];
        classifier.predict(row, scores);
        return scores;
    }

    @Test
    void saysWhatTheModelSays() {
        double expected = 1 / (1 + Math.exp(-(2 * 0.75 - 1 * 3 + 0.5)));
        double[] scores = foretell(classifier(MODEL, "a", "b"), 0.75, 3);
        assertEquals(expected, scores[1], 1e-6);
        assertEquals(1 - expected, scores[0], 1e-6);
    }

    @Test
    void goesOnAfterItWasWrittenDown() {
        ForeignClassifier model = classifier(MODEL, "a", "b");
        model.learn(new FeatureVector(model.space()), 1);
        ForeignClassifier read =
                assertInstanceOf(
                        ForeignClassifier.class, StoredModel.read(StoredModel.write(model)));
        assertArrayEquals(foretell(model, 1, 2), foretell(read, 1, 2));
    }

    @Test
    void modelsOfOtherFeaturesAreRefused() {
        refused(ErrorCode.MODEL_MISMATCH, () -> foretell(classifier(MODEL, "a"), 1));
        FeatureSpace texts = FeatureSpace.of(List.of(), List.of("a", "b"));
        ForeignClassifier other = new ForeignClassifier(texts, 2, "onnx", MODEL);
        refused(ErrorCode.MODEL_MISMATCH, () -> foretell(other));
        ForeignClassifier three =
                new ForeignClassifier(FeatureSpace.ofNumbers("a", "b"), 3, "onnx", MODEL);
        refused(
                ErrorCode.MODEL_MISMATCH,
                () -> three.predict(new FeatureVector(three.space()), new double[3]));
    }

    private static void refused(ErrorCode code, Executable call) {
        assertEquals(code, assertThrows(TidemillException.class, call).errorCode());
    }

    @Test
    void garbageIsRefused() {
        refused(
                ErrorCode.MODEL_CORRUPT,
                () -> foretell(classifier("no model".getBytes(UTF_8), "a", "b"), 1, 2));
        refused(ErrorCode.MODEL_CORRUPT, () -> foretell(classifier(new byte[0], "a", "b"), 1, 2));
    }
}
