package dev.tidemill.node.predict;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.node.Tidemill;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that is killed at random moments while it foretells and learns. Each visit has one
 * prediction, no label is learnt twice, and the model is that of a mill which was never disturbed
 * and has the same journal.
 */
@Timeout(300)
class PredictorKillTest {
    private static final int KILLS = Integer.getInteger("tidemill.kills", 4);
    private static final int LIFE_MILLIS_MAX = 1_500;

    @TempDir private Path folder;

    @Test
    void learnsEachLabelOnceAcrossKills() throws Exception {
        killed(Visits.PREDICTOR);
    }

    @Test
    void movesTheSameAliasesAcrossKills() throws Exception {
        killed(
                Visits.PREDICTOR.replace("learner: {type: logistic}", "learner: {type: majority}")
                        + """
                        challengers:
                          - {name: line, learner: {type: logistic}, share: 20}
                          - {name: tree, learner: {type: hoeffding-tree, grace-period: 20}}
                        compare: {window: 50}
                        promote: {}
                        rollback: {worse-by: 0, at-least: 30}
                        """);
    }

    private void killed(String predictor) throws Exception {
        long seed = Long.getLong("tidemill.seed", System.nanoTime());
        Random random = new Random(seed);
        Path archive = folder.resolve("archive");
        Visits visits = Visits.in(folder.resolve("shop"), predictor);
        long next = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            next = killAfter(visits, next, random.nextInt(LIFE_MILLIS_MAX), predictor);
            keep(visits.data().resolve("journal"), archive);
        }
        byte[] model;
        List<ModelVersion> versions;
        long learnt;
        long predicted;
        try (Tidemill mill =
                visits.open(
                        Visits.options()
                                .withCheckpoints(Long.MAX_VALUE / 1_000_000, Long.MAX_VALUE))) {
            String when = "seed " + seed;
            long rows = Visits.number(mill, "SELECT count(DISTINCT id) FROM visits");
            assertTrue(rows > 0, when);
            Visits.await(mill, "SELECT count(*) FROM tidemill.predictions_buys", rows);
            PredictorStatus status = mill.predictor("buys").status();
            predicted = status.counts().getOrDefault("predicted", 0L);
            learnt = status.labelsLearnt();
            assertEquals(rows, predicted, when);
            Visits.await(
                    mill,
                    "SELECT count(*) FROM tidemill.predictions_buys WHERE status = 'labelled'",
                    learnt);
            assertEquals(
                    learnt,
                    Visits.number(
                            mill,
                            "SELECT count(*) FROM outcomes o JOIN visits v ON v.id = o.visit"),
                    when);
            model = mill.predictor("buys").model();
            versions = mill.predictor("buys").models().versions();
            keep(visits.data().resolve("journal"), archive);
        }
        Visits undisturbed = Visits.in(folder.resolve("undisturbed"), predictor);
        keep(archive, undisturbed.data().resolve("journal"));
        try (Tidemill mill = undisturbed.open()) {
            PredictorStatus status = mill.predictor("buys").status();
            assertEquals(learnt, status.labelsLearnt(), "seed " + seed);
            assertEquals(predicted, status.counts().get("predicted"), "seed " + seed);
            assertArrayEquals(model, mill.predictor("buys").model(), "seed " + seed);
            assertEquals(versions, mill.predictor("buys").models().versions(), "seed " + seed);
        }
        System.out.printf(
                "%d kills: %d predictions, %d labels, %s%n",
                KILLS, predicted, learnt, versions.stream().map(ModelVersion::alias).toList());
    }

    /** Of what is dropped between, a copy stays. */
    private static void keep(Path journal, Path archive) throws IOException {
        Files.createDirectories(archive);
        try (Stream<Path> files = Files.list(journal)) {
            for (Path file : files.toList()) {
                Files.copy(
                        file,
                        archive.resolve(file.getFileName().toString()),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    /** Returns the number from which on visits may be new. */
    private static long killAfter(Visits visits, long from, int lifeMillis, String predictor)
            throws Exception {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                KilledPredictor.class.getName(),
                                visits.folder().toString(),
                                Long.toString(from),
                                predictor)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        long came = from;
        try (BufferedReader out = process.inputReader()) {
            String line = out.readLine();
            long end = System.nanoTime() + lifeMillis * 1_000_000L;
            while (line != null) {
                came = Long.parseLong(line);
                if (System.nanoTime() > end) {
                    // What it said until it is gone is read too.
                    boolean ignored = process.toHandle().destroyForcibly();
                }
                line = out.readLine();
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertTrue(came > from, "it took nothing");
        // What was under way when it was killed may be there.
        return came + 5;
    }
}
