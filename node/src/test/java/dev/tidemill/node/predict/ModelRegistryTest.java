package dev.tidemill.node.predict;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.predict.ModelRegistry.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** The models of a mill: promoted, rolled back, trained anew, written into files, replayed. */
@Timeout(120)
class ModelRegistryTest {
    private static final String ALONE =
            Visits.PREDICTOR.replace("learner: {type: logistic}", "learner: {type: majority}");
    private static final String CONTEST =
            ALONE
                    + """
                    challengers:
                      - {name: line, learner: {type: logistic}, share: 30}
                    compare: {window: 100}
                    """;
    private static final String BY_RULE = CONTEST + "promote: {better-by: 0.01}\n";
    private static final String PREDICTIONS = "SELECT count(*) FROM tidemill.predictions_buys";
    private static final String SETTLED = PREDICTIONS + " WHERE status = 'labelled'";
    private static final String MOVES = "SELECT count(*) FROM tidemill.model_moves WHERE ";
    private static final Reason REASON = new Reason("ada", "so");
    private static final long NEVER = Long.MAX_VALUE / 1_000_000;

    @TempDir private Path folder;

    private static void learn(Tidemill mill, int from, int to) throws Exception {
        for (int i = from; i < to; i += 20) {
            Visits.visit(mill, i, 20);
            Visits.await(mill, PREDICTIONS, i + 20);
            Visits.label(mill, i, 20);
        }
        Visits.await(mill, SETTLED, to);
    }

    private static ModelRegistry models(Tidemill mill) {
        return mill.predictor("buys").models();
    }

    private static List<String> aliases(Tidemill mill) {
        return models(mill).versions().stream()
                .map(each -> each.alias() + " " + each.version())
                .toList();
    }

    private static List<byte[]> files(Tidemill mill) {
        List<byte[]> files = new ArrayList<>();
        for (ModelVersion each : models(mill).versions()) {
            files.add(models(mill).export(Integer.toString(each.version())));
        }
        return files;
    }

    private static void assertSame(List<byte[]> expected, List<byte[]> found) {
        assertEquals(expected.size(), found.size());
        for (int i = 0; i < expected.size(); i++) {
            assertArrayEquals(expected.get(i), found.get(i), "model " + i);
        }
    }

    private static void awaitModel(Tidemill mill, String alias) throws InterruptedException {
        long end = System.nanoTime() + 30_000_000_000L;
        while (models(mill).versions().stream().noneMatch(m -> alias.equals(m.alias()))) {
            assertTrue(System.nanoTime() < end, "there is no " + alias);
            Thread.sleep(5);
        }
    }

    @Test
    void aReplayOfTheJournalMakesTheSameModelsAndMovesToTheBit() throws Exception {
        Visits visits = Visits.in(folder.resolve("one")).put("predictors/buys.yaml", BY_RULE);
        Visits again = Visits.in(folder.resolve("two")).put("predictors/buys.yaml", BY_RULE);
        List<ModelVersion> versions;
        List<byte[]> files;
        long moves;
        try (Tidemill mill = visits.open(Visits.options().withCheckpoints(NEVER, NEVER))) {
            learn(mill, 0, 300);
            assertEquals(List.of("champion 2", "former 1"), aliases(mill));
            models(mill).retrain(REASON);
            awaitModel(mill, "retrained");
            learn(mill, 300, 400);
            models(mill).rollBack(REASON);
            models(mill).take(models(mill).export("line"), "twin", REASON);
            learn(mill, 400, 500);
            assertEquals(
                    List.of("champion 4", "former 1", "line 2", "retrained 3"),
                    aliases(mill).stream().sorted().toList());
            versions = models(mill).versions();
            files = files(mill);
            Visits.await(mill, MOVES + "to_version = 4", 2);
            moves = Visits.number(mill, MOVES + "true");
            copy(visits.data().resolve("journal"), again.data().resolve("journal"));
        }
        try (Tidemill mill = again.open()) {
            assertEquals(versions, models(mill).versions());
            assertSame(files, files(mill));
            assertEquals(moves, Visits.number(mill, MOVES + "true"));
            assertEquals(
                    1,
                    Visits.number(
                            mill,
                            MOVES
                                    + "alias = 'champion' AND from_version = 1 AND to_version = 2"
                                    + " AND moved_by = 'rule' AND why LIKE 'it was better by 0.%'"));
            assertEquals(0, mill.verify().mismatches());
        }
        try (Tidemill mill = visits.open()) {
            assertSame(files, files(mill));
            learn(mill, 500, 520);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> found = Files.list(from)) {
            for (Path file : found.toList()) {
                Files.copy(file, to.resolve(file.getFileName().toString()));
            }
        }
    }

    @Test
    void aShareOfTheRowsIsAnsweredByTheChallengerAndTheTableTellsWhich() throws Exception {
        try (Tidemill mill = Visits.in(folder).put("predictors/buys.yaml", CONTEST).open()) {
            learn(mill, 0, 300);
            long others = Visits.number(mill, PREDICTIONS + " WHERE answered_by = 'line'");
            assertTrue(others > 50 && others < 130, others + " of about 90");
            assertEquals(
                    300 - others,
                    Visits.number(
                            mill,
                            PREDICTIONS + " WHERE answered_by = 'champion' AND model_version = 1"));
            Visits.await(
                    mill,
                    "SELECT count(*) FROM tidemill.model_versions WHERE measured = 300"
                            + " AND labels_learnt = 300 AND share_percent ="
                            + " CASE alias WHEN 'line' THEN 30 ELSE 0 END",
                    2);
            ModelVersion line = models(mill).versions().getLast();
            assertTrue(line.aheadLow() != null && line.aheadLow() > 0.01, line.toString());
            assertEquals(100, line.windowLabels());
        }
    }

    @Test
    void whatSomebodyPromotesAnswersAfterARestartToo() throws Exception {
        Visits visits = Visits.in(folder).put("predictors/buys.yaml", CONTEST);
        List<byte[]> files;
        try (Tidemill mill = visits.open()) {
            learn(mill, 0, 100);
            models(mill).promote("line", REASON);
            assertEquals("logistic", mill.predictor("buys").status().learner());
            learn(mill, 100, 120);
            files = files(mill);
        }
        try (Tidemill mill = visits.open()) {
            assertSame(files, files(mill));
            assertEquals(List.of("champion 2", "former 1"), aliases(mill));
            learn(mill, 120, 140);
            assertEquals(
                    40,
                    Visits.number(
                            mill,
                            PREDICTIONS + " WHERE model_version = 2 AND answered_by = 'champion'"));
            Visits.await(
                    mill,
                    MOVES
                            + "alias = 'champion' AND to_version = 2 AND moved_by = 'ada'"
                            + " AND why = 'so'",
                    1);
            assertRefused(ErrorCode.MODEL_STATE, () -> models(mill).promote("champion", REASON));
            assertRefused(ErrorCode.UNKNOWN_MODEL, () -> models(mill).promote("lin", REASON));
            models(mill).rollBack(REASON);
            assertRefused(ErrorCode.MODEL_STATE, () -> models(mill).rollBack(REASON));
            assertRefused(ErrorCode.MODEL_STATE, () -> models(mill).drop("line", REASON));
        }
    }

    private static void assertRefused(ErrorCode code, Executable call) {
        TidemillException refusal = assertThrows(TidemillException.class, call);
        assertEquals(code, refusal.errorCode(), refusal.message());
    }

    @Test
    void aFileGoesFromOneMillToAnother() throws Exception {
        byte[] file;
        try (Tidemill mill =
                Visits.in(folder.resolve("one")).put("predictors/buys.yaml", CONTEST).open()) {
            learn(mill, 0, 200);
            file = models(mill).export("line");
        }
        Visits other =
                Visits.in(folder.resolve("two"))
                        .put("predictors/buys.yaml", ALONE)
                        .put(
                                "predictors/size.yaml",
                                ALONE.replace("name: buys", "name: size")
                                        .replace("  kind: {type: category}\n", ""));
        try (Tidemill mill = other.open()) {
            List<ModelVersion> versions = models(mill).take(file, "winter", REASON);
            assertEquals("winter", versions.getLast().alias());
            assertEquals(200, versions.getLast().labelsLearnt());
            models(mill).promote("winter", REASON);
            learn(mill, 0, 40);
            double accuracy =
                    models(mill).versions().getFirst().measures().getOrDefault("accuracy", 0.0);
            assertTrue(accuracy > 0.7, "it knows what it learnt elsewhere: " + accuracy);
            ModelRegistry size = mill.predictor("size").models();
            assertRefused(ErrorCode.MODEL_MISMATCH, () -> size.take(file, "winter", REASON));
            assertRefused(
                    ErrorCode.MODEL_CORRUPT,
                    () -> size.take(Arrays.copyOf(file, 500), "winter", REASON));
            assertRefused(
                    ErrorCode.MODEL_CORRUPT,
                    () -> size.take("garbage\n".getBytes(UTF_8), "winter", REASON));
            assertRefused(
                    ErrorCode.MODEL_RUNTIME, () -> size.takeOnnx(new byte[] {1}, "winter", REASON));
            assertRefused(ErrorCode.INVALID_REQUEST, () -> size.take(file, "Winter!", REASON));
            assertRefused(ErrorCode.MODEL_STATE, () -> models(mill).take(file, "base", REASON));
            assertEquals(1, size.versions().size(), "nothing came of it");
        }
        Files.delete(other.folder().resolve("predictors/size.yaml"));
        try (Tidemill mill = other.open()) {
            Visits.await(
                    mill,
                    "SELECT count(*) FROM tidemill.model_versions WHERE predictor = 'size'",
                    0);
            Visits.await(mill, MOVES + "predictor = 'size'", 0);
            assertEquals(2, models(mill).versions().size());
        }
    }

    @Test
    void aModelIsTrainedAnewFromLabelledPredictionsInTime() throws Exception {
        Visits visits =
                Visits.in(folder)
                        .put("tidemill.yaml", "name: shop\n")
                        .put(
                                "predictors/buys.yaml",
                                ALONE
                                        + "retrain: {from: 150, epochs: 3,"
                                        + " learner: {type: logistic}, share: 100}\n");
        byte[] first;
        try (Tidemill mill = visits.open()) {
            models(mill).retrain(REASON);
            Visits.await(
                    mill, MOVES + "alias = 'retrained' AND why LIKE '%no model: 0 labelled%'", 1);
            learn(mill, 0, 200);
            models(mill).retrain(REASON);
            awaitModel(mill, "retrained");
            ModelVersion retrained = models(mill).versions().getLast();
            assertEquals("logistic", retrained.learner());
            assertEquals(150, retrained.labelsLearnt());
            assertEquals(0, retrained.measured());
            first = models(mill).export("retrained");
            models(mill).retrain(REASON);
            while (models(mill).versions().getLast().version() == retrained.version()) {
                Thread.sleep(5);
            }
            byte[] second = models(mill).export("retrained");
            assertArrayEquals(
                    ModelFile.read(first).model(),
                    ModelFile.read(second).model(),
                    "of the same rows comes the same model");
            learn(mill, 200, 240);
            assertEquals(40, Visits.number(mill, PREDICTIONS + " WHERE answered_by = 'retrained'"));
        }
    }
}
