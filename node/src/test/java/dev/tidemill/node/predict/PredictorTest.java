package dev.tidemill.node.predict;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.forget.ForgetDesk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A mill that foretells and learns: its tables, restarts, replays, changes of definitions. */
@Timeout(120)
class PredictorTest {
    private static final String PREDICTIONS = "SELECT count(*) FROM tidemill.predictions_buys";
    private static final String SETTLED = PREDICTIONS + " WHERE status = 'labelled'";
    private static final long NEVER = Long.MAX_VALUE / 1_000_000;

    @TempDir private Path folder;

    @Test
    void aRowThatEntersIsForetoldOfAndLearntFromItsLabel() throws Exception {
        try (Tidemill mill = Visits.in(folder).open()) {
            Visits.visit(mill, 0, 10);
            Visits.await(mill, PREDICTIONS, 10);
            assertEquals(
                    10,
                    Visits.number(
                            mill,
                            PREDICTIONS
                                    + " WHERE status = 'pending' AND score = 0.5"
                                    + " AND read_tick >= due_tick AND model_version = 1"
                                    + " AND labels_learnt = 0 AND label IS NULL"));
            assertEquals(
                    1,
                    Visits.number(
                            mill,
                            PREDICTIONS
                                    + " WHERE id = 7 AND features ="
                                    + " '{\"kind\":\"kind 2\",\"size\":0.7}'"));
            Visits.label(mill, 0, 4);
            Visits.await(mill, SETTLED, 4);
            assertEquals(
                    4,
                    Visits.number(
                            mill,
                            SETTLED
                                    + " AND label = (id % 5 < 2 OR id % 11 > 8)"
                                    + " AND settled_tick > read_tick"));
            PredictorStatus status = mill.predictor("buys").status();
            assertEquals(4, status.labelsLearnt());
            assertEquals(6, status.pending());
            Visits.await(mill, "SELECT labels_learnt FROM tidemill.predictor_metrics", 4);
        }
    }

    @Test
    void whoAsksIsToldOneThingThatIsJournalledAndLearntFrom() throws Exception {
        Visits visits = Visits.in(folder);
        try (Tidemill mill = visits.open()) {
            Predictor buys = mill.predictor("buys");
            Predictor.Foretold told =
                    buys.predict(Map.of("id", 7L, "kind", "kind 2", "size", "0.7"));
            int status = told.row().schema().indexOf("status");
            assertEquals("pending", told.row().column(status).value(0));
            Visits.visit(mill, 0, 10);
            Visits.await(mill, PREDICTIONS, 10);
            Predictor.Foretold again = buys.predict(Map.of("id", "7", "kind", "other"));
            assertEquals(told.row().row(0), again.row().row(0), "one thing is told");
            Visits.label(mill, 0, 10);
            Visits.await(mill, SETTLED, 10);
            assertEquals(10, buys.status().labelsLearnt());
            assertEquals(10, buys.status().counts().get("predicted"));
            for (Map<String, String> wrong :
                    List.of(Map.of("kind", "x"), Map.of("id", "x"), Map.of("id", "1", "at", "2"))) {
                assertEquals(
                        ErrorCode.INVALID_REQUEST,
                        assertThrows(TidemillException.class, () -> buys.predict(wrong))
                                .errorCode());
            }
        }
    }

    @Test
    void isBetterThanSayingTheLastLabelAgain() throws Exception {
        try (Tidemill mill = Visits.in(folder).open()) {
            for (int from = 0; from < 2_000; from += 50) {
                Visits.visit(mill, from, 50);
                Visits.await(mill, PREDICTIONS, from + 50);
                Visits.label(mill, from, 50);
            }
            Visits.await(mill, SETTLED, 2_000);
            var measures = mill.predictor("buys").status().measures();
            double accuracy = measures.getOrDefault("accuracy", 0.0);
            assertTrue(
                    accuracy > measures.getOrDefault("baseline_accuracy", 1.0) + 0.1,
                    measures.toString());
            assertTrue(measures.getOrDefault("auc", 0.0) > 0.75, measures.toString());
        }
    }

    @Test
    void goesOnAfterARestartWithWhatIsPendingAndTheSameModel() throws Exception {
        Visits visits = Visits.in(folder);
        byte[] model;
        try (Tidemill mill = visits.open()) {
            Visits.visit(mill, 0, 100);
            Visits.await(mill, PREDICTIONS, 100);
            Visits.label(mill, 0, 50);
            Visits.await(mill, SETTLED, 50);
            model = mill.predictor("buys").model();
        }
        try (Tidemill mill = visits.open()) {
            assertArrayEquals(model, mill.predictor("buys").model());
            Visits.label(mill, 50, 50);
            Visits.await(mill, SETTLED, 100);
            assertEquals(100, mill.predictor("buys").status().labelsLearnt());
            assertEquals(100, Visits.number(mill, PREDICTIONS));
        }
    }

    @Test
    void aReplayOfTheJournalLearnsTheSameToTheBit() throws Exception {
        Visits visits = Visits.in(folder.resolve("one"));
        Visits again = Visits.in(folder.resolve("two"));
        byte[] model;
        try (Tidemill mill = visits.open(Visits.options().withCheckpoints(NEVER, NEVER))) {
            for (int from = 0; from < 500; from += 20) {
                Visits.visit(mill, from, 20);
                Visits.label(mill, Math.max(0, from - 30), 20);
            }
            Visits.label(mill, 400, 100);
            Visits.await(mill, SETTLED, 500);
            model = mill.predictor("buys").model();
            copy(visits.data().resolve("journal"), again.data().resolve("journal"));
        }
        try (Tidemill mill = again.open()) {
            assertArrayEquals(model, mill.predictor("buys").model());
            assertEquals(500, mill.predictor("buys").status().labelsLearnt());
            assertEquals(500, Visits.number(mill, SETTLED));
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName().toString()));
            }
        }
    }

    @Test
    void aLiveTableCanBeDecidedUponAndReadPredictions() throws Exception {
        Visits visits =
                Visits.in(folder)
                        .put(
                                "tables/large.sql",
                                "SELECT id, kind, size FROM visits WHERE size > 0.5\n")
                        .put(
                                "tables/hopeful.sql",
                                "SELECT id FROM tidemill.predictions_buys WHERE score >= 0.5\n")
                        .put(
                                "predictors/buys.yaml",
                                Visits.PREDICTOR.replace("on: visits", "on: large"));
        try (Tidemill mill = visits.open()) {
            Visits.visit(mill, 0, 11);
            Visits.await(mill, PREDICTIONS, 5);
            Visits.await(mill, "SELECT count(*) FROM hopeful", 5);
            assertEquals(0, mill.verify().mismatches());
        }
    }

    @Test
    void aPredictorThatIsGoneTakesItsTablesWithIt() throws Exception {
        Visits visits = Visits.in(folder);
        try (Tidemill mill = visits.open()) {
            Visits.visit(mill, 0, 3);
            Visits.await(mill, PREDICTIONS, 3);
        }
        Files.delete(folder.resolve("predictors/buys.yaml"));
        try (Tidemill mill = visits.open()) {
            assertEquals(
                    ErrorCode.UNKNOWN_TABLE,
                    assertThrows(TidemillException.class, () -> mill.query(PREDICTIONS))
                            .errorCode());
            assertEquals(
                    ErrorCode.UNKNOWN_PREDICTOR,
                    assertThrows(TidemillException.class, () -> mill.predictor("buys"))
                            .errorCode());
            Visits.visit(mill, 3, 3);
        }
        visits.put("predictors/buys.yaml", Visits.PREDICTOR);
        try (Tidemill mill = visits.open()) {
            Visits.visit(mill, 6, 2);
            Visits.await(mill, PREDICTIONS, 2);
        }
    }

    @Test
    void refusesColumnsThatDoNotFit() throws Exception {
        Visits visits =
                Visits.in(folder)
                        .put(
                                "predictors/buys.yaml",
                                Visits.PREDICTOR.replace("value: bought", "value: visit"));
        TidemillException refusal = assertThrows(TidemillException.class, visits::open);
        assertEquals(ErrorCode.INVALID_PROJECT, refusal.errorCode());
        assertEquals(
                "the predictor buys: the label visit of outcomes is BIGINT, which a target of type"
                        + " boolean is not learnt from",
                refusal.message());
    }

    @Test
    void anErasedPersonsPredictionsGoAndWhatWasLearntStays() throws Exception {
        try (Tidemill mill =
                Visits.in(folder).open(Visits.options().withCheckpoints(100, 1 << 20))) {
            Visits.visit(mill, 0, 70);
            Visits.await(mill, PREDICTIONS, 70);
            Visits.label(mill, 0, 35);
            Visits.await(mill, SETTLED, 35);
            mill.forgetting().forget(new ForgetDesk.Request("c3", null, "officer"));
            Visits.await(mill, PREDICTIONS, 60);
            assertEquals(0, Visits.number(mill, PREDICTIONS + " WHERE id % 7 = 3"));
            PredictorStatus status = mill.predictor("buys").status();
            assertEquals(35, status.labelsLearnt());
            assertEquals(30, status.pending());
            Visits.label(mill, 35, 35);
            Visits.await(mill, SETTLED, 60);
            assertEquals(65, mill.predictor("buys").status().labelsLearnt());
        }
    }
}
