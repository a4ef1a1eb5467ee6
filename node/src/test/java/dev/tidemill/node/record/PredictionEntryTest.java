package dev.tidemill.node.record;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.definitions.predictor.LearnerName;
import dev.tidemill.definitions.predictor.LearnerSettings;
import dev.tidemill.definitions.predictor.PredictorBounds;
import dev.tidemill.definitions.predictor.PredictorFeature;
import dev.tidemill.definitions.predictor.PredictorLabel;
import dev.tidemill.definitions.predictor.TargetKind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PredictionEntryTest {
    private static final Schema NONE = Schema.of();

    @Test
    void comesBackAsItWasWritten() {
        PredictionEntry entry =
                new PredictionEntry(
                        "buys",
                        3,
                        17,
                        5,
                        true,
                        List.of(
                                new PredictionEntry.Made(
                                        List.of("a\u001fb", "7"),
                                        new byte[] {1, 2},
                                        new double[] {0.25, 0.75}),
                                new PredictionEntry.Made(
                                        List.of("", "8"), new byte[0], new double[] {-0.0, 1})));
        PredictionEntry read =
                assertInstanceOf(
                        PredictionEntry.class, JournalEntry.decode(entry.encode(), _ -> NONE));
        assertEquals("buys 3 17 5 true", told(read));
        assertEquals(List.of("a\u001fb", "7"), read.made().getFirst().key());
        assertArrayEquals(new byte[] {1, 2}, read.made().getFirst().features());
        assertArrayEquals(new double[] {-0.0, 1}, read.made().getLast().scores());
    }

    private static String told(PredictionEntry entry) {
        return "%s %d %d %d %s"
                .formatted(
                        entry.predictor(),
                        entry.modelVersion(),
                        entry.labelsLearnt(),
                        entry.readTick(),
                        entry.isAsked());
    }

    @Test
    void aRuleComesBackWithTheDefinitions() {
        PredictorRule rule =
                new PredictorRule(
                        "grade",
                        "exams",
                        List.of(new Field("id", Type.BIGINT, false)),
                        List.of(
                                new PredictorFeature("school", "school_id", true),
                                new PredictorFeature("hours", "hours", false)),
                        List.of(List.of("school", "school")),
                        TargetKind.CLASSES,
                        List.of("low", "high"),
                        new PredictorLabel(
                                "results", List.of("exam"), "grade", Duration.ofMillis(1_500)),
                        new LearnerSettings(
                                LearnerName.FOREST, "adagrad", Map.of("trees", 3.0, "seed", 9.0)),
                        new PredictorBounds(1, 2, 3, 4));
        DefinitionEntry entry = DefinitionEntry.none().withPredictors(List.of(rule));
        assertEquals(entry, JournalEntry.decode(entry.encode(), _ -> NONE));
        assertEquals(1_500_000, rule.withinMicros());
    }
}
