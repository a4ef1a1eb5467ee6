package dev.tidemill.node.record;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.tidemill.algebra.error.Place;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.definitions.feature.Feature;
import dev.tidemill.definitions.feature.FeatureSource;
import dev.tidemill.definitions.feature.FeatureViewDefinition;
import dev.tidemill.definitions.feature.NamedType;
import dev.tidemill.definitions.feature.OnDemandFeature;
import dev.tidemill.definitions.predictor.LearnerName;
import dev.tidemill.definitions.predictor.LearnerSettings;
import dev.tidemill.definitions.predictor.PredictorBounds;
import dev.tidemill.definitions.predictor.PredictorEvaluation;
import dev.tidemill.definitions.predictor.PredictorFeature;
import dev.tidemill.definitions.predictor.PredictorLabel;
import dev.tidemill.definitions.predictor.TargetKind;
import dev.tidemill.definitions.predictor.ViewFeature;
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
                        new PredictorBounds(1, 2, 3, 4),
                        new PredictorEvaluation(
                                Duration.ofMinutes(5), 3, List.of("school"), 7, 600, 0.25));
        DefinitionEntry entry = DefinitionEntry.none().withPredictors(List.of(rule));
        assertEquals(entry, JournalEntry.decode(entry.encode(), _ -> NONE));
        assertEquals(1_500_000, rule.withinMicros());
    }

    /** A replay reads views as they were, whatever became of their files. */
    @Test
    void aRuleComesBackWithWhatViewsSay() {
        Place place = new Place("features/a.yaml", 3, 4);
        FeatureViewDefinition view =
                new FeatureViewDefinition(
                        "school",
                        2,
                        "features/a.yaml",
                        "what is known",
                        "school",
                        List.of(new NamedType("school", Type.TEXT)),
                        Duration.ofMinutes(5),
                        true,
                        7,
                        8,
                        List.of(
                                new FeatureSource(
                                        "s",
                                        "schools",
                                        Map.of("id", "school"),
                                        "seen",
                                        List.of(
                                                new Feature(
                                                        "size",
                                                        "n",
                                                        Type.decimal(9, 2),
                                                        "how many",
                                                        "1.5",
                                                        place),
                                                new Feature(
                                                        "age",
                                                        "age",
                                                        Type.BIGINT,
                                                        null,
                                                        null,
                                                        place)),
                                        place)),
                        List.of(new NamedType("hours", Type.DOUBLE)),
                        List.of(
                                new OnDemandFeature(
                                        "part", "hours / size", Type.DOUBLE, "d", place)));
        ViewFeature size = ViewFeature.of(view, "size", Map.of("school", "school_id"));
        ViewFeature part = ViewFeature.of(view, "part", Map.of());
        assertEquals(List.of("size"), size.view().features().names());
        assertEquals(List.of("size", "age", "part"), part.view().features().names());
        PredictorRule rule =
                new PredictorRule(
                        "grade",
                        "exams",
                        List.of(new Field("id", Type.BIGINT, false)),
                        List.of(
                                PredictorFeature.of("size", false, size),
                                PredictorFeature.of("part", false, part)),
                        List.of(),
                        TargetKind.CHOICE,
                        List.of("low", "high"),
                        new PredictorLabel(
                                "results", List.of("exam"), "points", Duration.ofHours(1), -0.5),
                        new LearnerSettings(LearnerName.UCB, "adagrad", Map.of()),
                        PredictorBounds.DEFAULT,
                        PredictorEvaluation.DEFAULT);
        DefinitionEntry entry = DefinitionEntry.none().withPredictors(List.of(rule));
        assertEquals(entry, JournalEntry.decode(entry.encode(), _ -> NONE));
    }
}
