package dev.tidemill.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import dev.tidemill.node.predict.ModelRegistry;
import dev.tidemill.node.predict.ModelRegistry.Reason;
import dev.tidemill.node.predict.ModelVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A model that was trained elsewhere, in a mill. */
@Timeout(120)
class OnnxMillTest {
    private static final String CONTRACT =
            """
            apiVersion: v3.1.0
            kind: DataContract
            id: %1$s
            name: %1$s
            version: 1.0.0
            status: active
            schema:
              - name: %1$s
                customProperties:
                  - {property: tableKind, value: keyed}
                properties:
                  - {name: id, logicalType: integer, physicalType: BIGINT, required: true, primaryKey: true}
                  - %2$s
            """;
    private static final String PREDICTOR =
            """
            name: large
            on: things
            key: {id: BIGINT}
            features: {size: {type: number}}
            target: {type: boolean}
            label: {table: outcomes, value: large, within: 1 hour}
            learner: {type: majority}
            """;
    private static final Reason REASON = new Reason("ada", "");

    @TempDir private Path folder;

    private Tidemill open() throws Exception {
        put("tidemill.yaml", "name: things\n");
        put(
                "contracts/things.yaml",
                CONTRACT.formatted(
                        "things", "{name: size, logicalType: number, physicalType: DOUBLE}"));
        put(
                "contracts/outcomes.yaml",
                CONTRACT.formatted(
                        "outcomes", "{name: large, logicalType: boolean, physicalType: BOOLEAN}"));
        put("predictors/large.yaml", PREDICTOR);
        return Tidemill.open(folder, TidemillOptions.defaults().withWatching(false));
    }

    private void put(String path, String text) throws Exception {
        Path file = folder.resolve(path);
        Files.createDirectories(file.resolveSibling(""));
        Files.writeString(file, text);
    }

    private static void learn(Tidemill mill, int from, int to) throws Exception {
        for (int i = from; i < to; i++) {
            mill.execute("INSERT INTO things VALUES (%d, %d)".formatted(i, i % 10));
            mill.execute("INSERT INTO outcomes VALUES (%d, %s)".formatted(i, i % 10 > 4));
        }
        long end = System.nanoTime() + 30_000_000_000L;
        while (mill.predictor("large").status().labelsLearnt() < to) {
            assertTrue(System.nanoTime() < end, "not all is learnt");
            Thread.sleep(5);
        }
    }

    @Test
    void scoresIsMeasuredAndLearnsNothing() throws Exception {
        byte[] model = OnnxBytes.logistic(new float[] {4}, -18);
        byte[] file;
        List<ModelVersion> versions;
        try (Tidemill mill = open()) {
            ModelRegistry models = mill.predictor("large").models();
            assertEquals("onnx", models.takeOnnx(model, "gbm", REASON).getLast().learner());
            file = models.export("gbm");
            learn(mill, 0, 40);
            versions = models.versions();
            assertEquals(1.0, versions.getLast().measures().get("accuracy"));
            assertEquals(40, versions.getLast().measured());
            models.promote("gbm", REASON);
        }
        try (Tidemill mill = open()) {
            ModelRegistry models = mill.predictor("large").models();
            assertEquals("gbm", models.versions().getFirst().name());
            byte[] later = models.export("champion");
            assertArrayEquals(
                    tail(file, model.length), tail(later, model.length), "it learns nothing");
            learn(mill, 40, 50);
            assertEquals(50, models.versions().getFirst().measured());
            byte[] other = OnnxBytes.logistic(new float[] {1, 2}, 0);
            assertEquals(
                    ErrorCode.MODEL_MISMATCH,
                    assertThrows(
                                    TidemillException.class,
                                    () -> models.takeOnnx(other, "other", REASON))
                            .errorCode());
        }
    }

    private static byte[] tail(byte[] bytes, int length) {
        return Arrays.copyOfRange(bytes, bytes.length - length, bytes.length);
    }
}
