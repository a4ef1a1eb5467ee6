package dev.tidemill.definitions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.tidemill.definitions.predictor.Challenger;
import dev.tidemill.definitions.predictor.Contest;
import dev.tidemill.definitions.predictor.LearnerName;
import dev.tidemill.definitions.predictor.LearnerSettings;
import dev.tidemill.definitions.predictor.PromotionRule;
import dev.tidemill.definitions.predictor.RetrainingRule;
import dev.tidemill.definitions.predictor.RollbackRule;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a predictor's file says of other models than its own. */
class ContestFilesTest {
    private static final String FILE = "predictors/raised.yaml";
    private static final String ALONE =
            """
            name: raised
            on: orders
            key: {id: BIGINT}
            features: {note: {type: category}}
            target: {type: boolean}
            label: {table: items, key: [sku], value: sku, within: 6 hours}
            learner: {type: majority}
            """;
    private static final String PREDICTOR =
            ALONE
                    + """
                    challengers:
                      - {name: trees, learner: {type: forest, trees: 5}, share: 12.5}
                      - {name: line, learner: {type: logistic}}
                    compare: {window: 200}
                    promote: {better-by: 0.01, at-least: 600}
                    rollback: {loss-above: 0.7, worse-by: 0, at-least: 50, no-labels-for: 2 hours}
                    retrain: {every: 1 day, on-drift: true, from: 500, at-least: 9, epochs: 3, share: 5}
                    """;

    @TempDir Path directory;

    @SuppressWarnings("NullAway.Init")
    private ProjectFixture project;

    @BeforeEach
    void writeProject() throws IOException {
        project = new ProjectFixture(directory).write(FILE, PREDICTOR);
    }

    private static LearnerSettings learner(LearnerName name, Map<String, Double> numbers) {
        return new LearnerSettings(name, LearnerSettings.OPTIMIZER_DEFAULT, numbers);
    }

    @Test
    void readsAllOfIt() {
        Contest expected =
                new Contest(
                        List.of(
                                new Challenger(
                                        "trees",
                                        learner(LearnerName.FOREST, Map.of("trees", 5.0)),
                                        12.5),
                                new Challenger("line", learner(LearnerName.LOGISTIC, Map.of()), 0)),
                        200,
                        new PromotionRule(0.01, 600),
                        new RollbackRule(0.7, 0.0, 50, Duration.ofHours(2)),
                        new RetrainingRule(
                                Duration.ofDays(1),
                                true,
                                500,
                                9,
                                3,
                                learner(LearnerName.MAJORITY, Map.of()),
                                5));
        assertEquals(expected, project.load().predictors().getFirst().contest());
    }

    @Test
    void isAChampionAloneWhenNothingIsSaid() throws IOException {
        project.write(FILE, ALONE);
        assertEquals(Contest.NONE, project.load().predictors().getFirst().contest());
    }

    @Test
    void whatIsLeftOutHasItsDefault() throws IOException {
        project.write(FILE, ALONE + "promote: {}\nrollback: {worse-by: 0.1}\nretrain: {}\n");
        Contest read = project.load().predictors().getFirst().contest();
        assertEquals(new PromotionRule(0, Contest.WINDOW_DEFAULT), read.promotion());
        assertEquals(new RollbackRule(null, 0.1, 100, null), read.rollback());
        RetrainingRule retraining = read.retraining();
        assertEquals(100_000, retraining == null ? 0 : retraining.rowsMax());
        assertNull(retraining == null ? "none" : retraining.every());
    }

    @Test
    void refusesNamesThatMeanSomethingByThemselves() throws IOException {
        project.replace(FILE, "name: line", "name: champion");
        project.refuses(FILE, "champion is what Tidemill calls a model of its own");
    }

    @Test
    void refusesTwoOfAName() throws IOException {
        project.replace(FILE, "name: line", "name: trees");
        project.refuses(FILE, "there are two challengers trees");
    }

    @Test
    void refusesMoreSharesThanThereAreKeys() throws IOException {
        project.replace(FILE, "share: 12.5", "share: 95.5");
        project.refuses(FILE, "the shares are more than 100 percent together");
    }

    @Test
    void refusesLearnersThatDoNotTellTheTarget() throws IOException {
        project.replace(FILE, "{type: logistic}", "{type: linear}");
        project.refuses(FILE, "linear is not for a target of this type");
    }

    @Test
    void refusesARollbackForNothing() throws IOException {
        project.write(FILE, ALONE + "rollback: {at-least: 50}\n");
        project.refuses(FILE, "nothing rolls back");
    }

    @Test
    void refusesMoreLabelsThanAWindowHas() throws IOException {
        project.replace(FILE, "at-least: 50", "at-least: 500");
        project.refuses(FILE, "the window has 200 labels, and this is 500");
    }

    @Test
    void refusesMoreRowsThanItIsTrainedFrom() throws IOException {
        project.replace(FILE, "at-least: 9", "at-least: 900");
        project.refuses(FILE, "it is trained from 500 rows, and this is 900");
    }

    @Test
    void refusesOthersBesideWhatChooses() throws IOException {
        project.write(
                FILE,
                ALONE.replace("{type: boolean}", "{type: choice, choices: [a, b]}")
                                .replace("label:", "reward:")
                                .replace("{type: majority}", "{type: ucb}")
                        + "retrain: {every: 1 day}\n");
        project.refuses(FILE, "a predictor that chooses has one model, and no retrain");
    }

    @Test
    void refusesTimesThatAreNone() throws IOException {
        project.replace(FILE, "every: 1 day", "every: 0 days");
        project.refuses(FILE, "this takes some time");
    }
}
