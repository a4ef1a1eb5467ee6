package dev.tidemill.node.predict;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.definitions.predictor.LearnerName;
import dev.tidemill.definitions.predictor.LearnerSettings;
import dev.tidemill.definitions.predictor.PredictorBounds;
import dev.tidemill.definitions.predictor.PredictorEvaluation;
import dev.tidemill.definitions.predictor.PredictorFeature;
import dev.tidemill.definitions.predictor.PredictorLabel;
import dev.tidemill.definitions.predictor.TargetKind;
import dev.tidemill.node.record.PredictorRule;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ModelFileTest {
    private static final Set<ErrorCode> REFUSALS =
            Set.of(
                    ErrorCode.MODEL_CORRUPT,
                    ErrorCode.MODEL_VERSION,
                    ErrorCode.MODEL_MISMATCH,
                    ErrorCode.MODEL_TOO_LARGE);

    private static PredictorRule rule(LearnerName learner, String... features) {
        return new PredictorRule(
                "buys",
                "visits",
                List.of(new Field("id", Type.BIGINT, false)),
                Arrays.stream(features)
                        .map(name -> new PredictorFeature(name, name, true))
                        .toList(),
                List.of(),
                TargetKind.BOOLEAN,
                List.of(),
                new PredictorLabel("outcomes", List.of("id"), "bought", Duration.ofDays(1)),
                new LearnerSettings(learner, "ftrl", Map.of("alpha", 0.1)),
                PredictorBounds.DEFAULT,
                PredictorEvaluation.DEFAULT);
    }

    private static ModelFile file(PredictorRule rule) {
        return new ModelFile(
                rule.name(),
                3,
                rule.learner(),
                ModelFile.about(rule),
                17,
                812,
                new TaughtModel(rule, 3).bytes());
    }

    @Test
    void comesBackAsItWasWritten() {
        PredictorRule rule = rule(LearnerName.LOGISTIC, "kind", "o\n\"ther");
        ModelFile file = file(rule);
        ModelFile read = ModelFile.read(file.bytes());
        assertEquals(file.about(), read.about());
        assertEquals(file.learner(), read.learner());
        assertEquals("buys 3 17 812", told(read));
        assertArrayEquals(file.model(), read.model());
        assertEquals(
                "LOGISTIC_REGRESSION",
                ModelCheck.read(rule, LearnerName.LOGISTIC, read.model()).kind().name());
    }

    private static String told(ModelFile file) {
        return "%s %d %d %d"
                .formatted(file.predictor(), file.version(), file.labelsLearnt(), file.tick());
    }

    @Test
    void aModelOfSomethingElseIsRefused() {
        byte[] model = file(rule(LearnerName.LOGISTIC, "kind")).model();
        assertRefused(
                ErrorCode.MODEL_MISMATCH,
                () ->
                        ModelCheck.read(
                                rule(LearnerName.LOGISTIC, "size"), LearnerName.LOGISTIC, model));
        assertRefused(
                ErrorCode.MODEL_MISMATCH,
                () -> ModelCheck.read(rule(LearnerName.FOREST, "kind"), LearnerName.FOREST, model));
    }

    private static void assertRefused(ErrorCode code, Runnable read) {
        assertEquals(code, assertThrows(TidemillException.class, read::run).errorCode());
    }

    @Test
    void garbageIsRefusedWithACode() {
        long seed = Long.getLong("tidemill.seed", System.nanoTime());
        Random random = new Random(seed);
        PredictorRule rule = rule(LearnerName.HOEFFDING_TREE, "kind");
        byte[] whole = file(rule).bytes();
        for (byte[] wrong :
                List.of(
                        new byte[0],
                        "\n".getBytes(UTF_8),
                        "{}\n".getBytes(UTF_8),
                        "{\"format\": \"tidemill-model\", \"form\": 1e999999999}\n".getBytes(UTF_8),
                        "{\"format\": \"tidemill-model\", \"form\": 2}\n".getBytes(UTF_8),
                        new byte[3 << 20])) {
            assertTrue(refused(rule, wrong), new String(wrong, UTF_8));
        }
        for (int i = 0; i < 2_000; i++) {
            byte[] damaged = whole.clone();
            if (random.nextInt(4) == 0) {
                damaged = Arrays.copyOf(whole, random.nextInt(whole.length));
            } else {
                int at = random.nextInt(whole.length);
                damaged[at] ^= (byte) (1 << random.nextInt(8));
            }
            boolean ignored = refused(rule, damaged); // some bits of a text mean nothing
        }
        assertTrue(refused(rule, Arrays.copyOf(whole, whole.length - 1)), "seed " + seed);
        byte[] flipped = whole.clone();
        flipped[whole.length - 20] ^= 1;
        assertTrue(refused(rule, flipped));
    }

    /** Throws what is no refusal. */
    private static boolean refused(PredictorRule rule, byte[] file) {
        try {
            ModelFile read = ModelFile.read(file);
            var ignored = ModelCheck.read(rule, read.learner().learner(), read.model());
            return false;
        } catch (TidemillException e) {
            assertTrue(REFUSALS.contains(e.errorCode()), e.toString());
            return true;
        }
    }
}
