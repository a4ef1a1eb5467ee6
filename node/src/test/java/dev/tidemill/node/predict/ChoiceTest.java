package dev.tidemill.node.predict;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.Tidemill;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A predictor that chooses and learns from what its choices bring. */
@Timeout(120)
class ChoiceTest {
    private static final String TABLE = "tidemill.predictions_buys";
    private static final String MADE = "SELECT count(*) FROM " + TABLE;
    private static final String SETTLED = MADE + " WHERE status <> 'pending'";
    private static final long NEVER = Long.MAX_VALUE / 1_000_000;

    private static final String CHOICE =
            """
            name: buys
            on: visits
            key: {id: BIGINT}
            features:
              kind: {type: category}
            target: {type: choice, choices: [call, mail, nothing]}
            reward:
              table: outcomes
              key: [visit]
              value: bought
              within: 1 hour
            learner: {type: thompson, seed: 7}
            """;

    @TempDir private Path folder;

    private static Visits in(Path folder, String choice) throws IOException {
        return Visits.in(folder).put("predictors/buys.yaml", choice);
    }

    /** Which one the customers of a kind like. */
    private static String liked(long id) {
        return id % 5 < 2 ? "mail" : id % 5 < 4 ? "call" : "nothing";
    }

    /** Tells what came of choices; each is rewarded if it was liked. */
    private static int reward(Tidemill mill, long from, int count) throws Exception {
        Batch made =
                mill.query(
                                "SELECT id, prediction FROM %s WHERE id >= %d AND id < %d"
                                        .formatted(TABLE, from, from + count))
                        .rows();
        BatchBuilder rows = new BatchBuilder(mill.input("outcomes").schema(), count);
        int liked = 0;
        for (int i = 0; i < made.size(); i++) {
            long id = ((Number) made.row(i).get(0)).longValue();
            boolean likes = liked(id).equals(made.row(i).get(1));
            liked += likes ? 1 : 0;
            rows.add(1, id, likes);
        }
        Visits.append(mill, "outcomes", rows);
        return liked;
    }

    private static double likedOfTheLast(Tidemill mill, int visits) throws Exception {
        int liked = 0;
        for (int from = 0; from < visits; from += 25) {
            Visits.visit(mill, from, 25);
            Visits.await(mill, MADE, from + 25);
            int now = reward(mill, from, 25);
            liked += from >= visits / 2 ? now : 0;
            Visits.await(mill, SETTLED, from + 25);
        }
        return liked * 2.0 / visits;
    }

    @Test
    void findsWhatIsLikedInEachContext() throws Exception {
        for (String learner :
                List.of("{type: thompson}", "{type: ucb}", "{type: epsilon-greedy}")) {
            Visits visits =
                    in(
                            folder.resolve(learner.replaceAll("[^a-z]", "")),
                            CHOICE.replace("{type: thompson, seed: 7}", learner));
            try (Tidemill mill = visits.open()) {
                double liked = likedOfTheLast(mill, 500);
                assertTrue(liked > 0.8, learner + " " + liked);
                assertEquals(
                        0,
                        Visits.number(
                                mill,
                                MADE + " WHERE score IS NULL OR score < 0 OR score > 1.000001"));
                assertEquals(
                        500,
                        Visits.number(
                                mill,
                                MADE
                                        + " WHERE label IN (0, 1)"
                                        + " AND prediction IN ('call', 'mail', 'nothing')"));
                PredictorStatus status = mill.predictor("buys").status();
                assertEquals(500, status.labelsLearnt());
                assertTrue(
                        status.measures().getOrDefault("rmse", 9.0)
                                < status.measures().getOrDefault("baseline_rmse", 0.0),
                        status.measures().toString());
            }
        }
    }

    /** Over kinds alike, each is as often rewarded as its propensity says it was tried. */
    @Test
    void tellsHowLikelyAChoiceWas() throws Exception {
        Visits visits =
                in(folder, CHOICE.replace("thompson, seed: 7", "epsilon-greedy, epsilon: 0.3"));
        try (Tidemill mill = visits.open()) {
            double ignored = likedOfTheLast(mill, 500);
            // A choice of the greatest promise has 1 − ε + ε/3, another ε/3.
            assertEquals(
                    500,
                    Visits.number(
                            mill,
                            MADE + " WHERE abs(score - 0.8) < 1e-9 OR abs(score - 0.1) < 1e-9"));
            long rare = Visits.number(mill, MADE + " WHERE score < 0.5");
            assertTrue(rare > 60 && rare < 140, rare + " of 500, 100 on average");
        }
    }

    @Test
    void aRewardThatDoesNotComeIsWhatIsSaidOfMissingOnes() throws Exception {
        Visits visits =
                in(folder, CHOICE.replace("within: 1 hour", "within: 1 second\n  missing: -0.5"));
        try (Tidemill mill = visits.open()) {
            Visits.visit(mill, 0, 10);
            Visits.await(mill, MADE, 10);
            Thread.sleep(1_100);
            Visits.visit(mill, 10, 1);
            Visits.await(mill, SETTLED, 10);
            assertEquals(
                    10,
                    Visits.number(mill, MADE + " WHERE status = 'unlabelled' AND label = -0.5"));
            assertEquals(10, mill.predictor("buys").status().labelsLearnt());
        }
    }

    /** What was there before a choice cannot have come of it. */
    @Test
    void learnsNothingFromARewardOfBefore() throws Exception {
        try (Tidemill mill = in(folder, CHOICE).open()) {
            Visits.label(mill, 0, 5);
            Visits.visit(mill, 0, 5);
            Visits.await(mill, MADE, 5);
            Visits.visit(mill, 5, 1);
            Visits.await(mill, MADE, 6);
            PredictorStatus status = mill.predictor("buys").status();
            assertEquals(0, status.labelsLearnt());
            assertEquals(5, status.counts().get("early"));
            assertEquals(6, status.pending());
        }
    }

    @Test
    void aReplayLearnsTheSameToTheBitAndChoosesNothingAnew() throws Exception {
        Visits visits = in(folder.resolve("one"), CHOICE);
        Visits again = in(folder.resolve("two"), CHOICE);
        byte[] model;
        List<List<?>> made;
        try (Tidemill mill = visits.open(Visits.options().withCheckpoints(NEVER, NEVER))) {
            double ignored = likedOfTheLast(mill, 200);
            model = mill.predictor("buys").model();
            made = rows(mill);
            copy(visits.data().resolve("journal"), again.data().resolve("journal"));
        }
        try (Tidemill mill = visits.open()) {
            assertArrayEquals(model, mill.predictor("buys").model());
            assertEquals(made, rows(mill));
        }
        try (Tidemill mill = again.open()) {
            assertArrayEquals(model, mill.predictor("buys").model());
            assertEquals(made, rows(mill));
            Visits.visit(mill, 200, 25);
            Visits.await(mill, MADE, 225);
        }
    }

    private static List<List<?>> rows(Tidemill mill) {
        Batch rows =
                mill.query(
                                "SELECT id, prediction, score, label FROM %s ORDER BY id"
                                        .formatted(TABLE))
                        .rows();
        List<List<?>> all = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            all.add(rows.row(i));
        }
        return all;
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
    void whoAsksIsToldTheChoiceAndItLearns() throws Exception {
        try (Tidemill mill = in(folder, CHOICE).open()) {
            var told = mill.predictor("buys").predict(Map.of("id", 3L, "kind", "kind 3"));
            int at = told.row().schema().indexOf("prediction");
            String choice = String.valueOf(told.row().column(at).value(0));
            assertTrue(List.of("call", "mail", "nothing").contains(choice), choice);
            var again = mill.predictor("buys").predict(Map.of("id", 3L, "kind", "kind 3"));
            assertEquals(choice, again.row().column(at).value(0));
            int ignored = reward(mill, 3, 1);
            Visits.await(mill, SETTLED, 1);
            assertEquals(1, mill.predictor("buys").status().labelsLearnt());
        }
    }

    @Test
    void refusesWhatIsNoChoice() throws Exception {
        for (Map.Entry<String, String> each :
                Map.of(
                                CHOICE.replace("reward:", "label:"), "a choice has a reward",
                                CHOICE.replace(", choices: [call, mail, nothing]", ""),
                                        "says which",
                                CHOICE.replace("thompson, seed: 7", "logistic"),
                                        "is not for a target",
                                CHOICE.replace("seed: 7", "hash-bits: 10"), "of 512 at most",
                                CHOICE.replace("value: bought", "value: at"), "no column at")
                        .entrySet()) {
            Visits visits =
                    in(
                            folder.resolve(Integer.toHexString(each.getKey().hashCode())),
                            each.getKey());
            TidemillException refused = assertThrows(TidemillException.class, visits::open);
            assertTrue(
                    (refused.message() + refused.detail()).contains(each.getValue()),
                    refused.message() + refused.detail());
        }
    }
}
