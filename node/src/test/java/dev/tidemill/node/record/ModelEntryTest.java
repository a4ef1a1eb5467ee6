package dev.tidemill.node.record;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.definitions.predictor.Challenger;
import dev.tidemill.definitions.predictor.Contest;
import dev.tidemill.definitions.predictor.LearnerName;
import dev.tidemill.definitions.predictor.LearnerSettings;
import dev.tidemill.definitions.predictor.PredictorBounds;
import dev.tidemill.definitions.predictor.PredictorEvaluation;
import dev.tidemill.definitions.predictor.PredictorFeature;
import dev.tidemill.definitions.predictor.PredictorLabel;
import dev.tidemill.definitions.predictor.PromotionRule;
import dev.tidemill.definitions.predictor.RetrainingRule;
import dev.tidemill.definitions.predictor.RollbackRule;
import dev.tidemill.definitions.predictor.TargetKind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelEntryTest {
    private static final Schema NONE = Schema.of();
    private static final LearnerSettings FOREST =
            new LearnerSettings(LearnerName.FOREST, "adagrad", Map.of("trees", 3.0, "seed", 9.0));

    private static ModelEntry again(ModelEntry.Command command) {
        ModelEntry entry = new ModelEntry("buys", "ada", "fewer alarms", command);
        ModelEntry read =
                assertInstanceOf(ModelEntry.class, JournalEntry.decode(entry.encode(), _ -> NONE));
        assertEquals("buys", read.predictor());
        assertEquals("ada", read.by());
        assertEquals("fewer alarms", read.why());
        return read;
    }

    @Test
    void wishesComeBackAsTheyWereWritten() {
        for (ModelEntry.Command command :
                List.of(
                        new ModelEntry.Promote(7),
                        new ModelEntry.RollBack(),
                        new ModelEntry.Drop(300),
                        new ModelEntry.WantTraining(),
                        new ModelEntry.EndTraining(7))) {
            assertEquals(command, again(command).command());
        }
    }

    @Test
    void aModelComesBackAsItWasWritten() {
        ModelEntry.Register register =
                new ModelEntry.Register(
                        "winter", "import", 4, FOREST, 1L << 40, new byte[] {0, -1, 7});
        ModelEntry.Register read =
                assertInstanceOf(ModelEntry.Register.class, again(register).command());
        assertEquals("winter import 4", read.name() + " " + read.origin() + " " + read.since());
        assertEquals(FOREST, read.learner());
        assertEquals(1L << 40, read.labelsLearnt());
        assertArrayEquals(register.model(), read.model());
    }

    @Test
    void whatSeveralModelsForetoldComesBack() {
        PredictionEntry entry =
                new PredictionEntry(
                        "buys",
                        List.of(
                                new PredictionEntry.Model(3, "champion", 17),
                                new PredictionEntry.Model(1, "trees", 20)),
                        5,
                        false,
                        List.of(
                                new PredictionEntry.Made(
                                        List.of("8"),
                                        new byte[0],
                                        1,
                                        new double[] {-0.0, 1, 0.25, 0.75})));
        PredictionEntry read =
                assertInstanceOf(
                        PredictionEntry.class, JournalEntry.decode(entry.encode(), _ -> NONE));
        assertEquals(entry.models(), read.models());
        assertEquals(3, read.modelVersion());
        assertEquals(1, read.made().getFirst().answeredBy());
        assertArrayEquals(entry.made().getFirst().scores(), read.made().getFirst().scores());
    }

    @Test
    void aRuleComesBackWithItsContest() {
        Contest whole =
                new Contest(
                        List.of(new Challenger("trees", FOREST, 12.5)),
                        77,
                        new PromotionRule(0.01, 600),
                        new RollbackRule(0.7, null, 50, Duration.ofMillis(1_500)),
                        new RetrainingRule(null, true, 5, 4, 3, FOREST, 1));
        for (Contest contest : List.of(Contest.NONE, whole)) {
            DefinitionEntry entry = DefinitionEntry.none().withPredictors(List.of(rule(contest)));
            assertEquals(entry, JournalEntry.decode(entry.encode(), _ -> NONE));
        }
    }

    private static PredictorRule rule(Contest contest) {
        return new PredictorRule(
                "grade",
                "exams",
                List.of(new Field("id", Type.BIGINT, false)),
                List.of(new PredictorFeature("hours", "hours", false)),
                List.of(),
                TargetKind.NUMBER,
                List.of(),
                new PredictorLabel("results", List.of("exam"), "grade", Duration.ofDays(1)),
                new LearnerSettings(LearnerName.MEAN, "adagrad", Map.of()),
                new PredictorBounds(1, 2, 3, 4),
                contest,
                PredictorEvaluation.DEFAULT);
    }
}
