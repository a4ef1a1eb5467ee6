package dev.tidemill.definitions;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tidemill.definitions.predictor.LearnerName;
import dev.tidemill.definitions.predictor.PredictorBounds;
import dev.tidemill.definitions.predictor.PredictorDefinition;
import dev.tidemill.definitions.predictor.PredictorEvaluation;
import dev.tidemill.definitions.predictor.PredictorFeature;
import dev.tidemill.definitions.predictor.TargetKind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Predictors, read from their files. */
class PredictorFilesTest {
    private static final String FILE = "predictors/raised.yaml";
    private static final String PREDICTOR =
            """
            name: raised
            on: orders
            key: {id: BIGINT}
            features:
              note: {type: category}
              buyer: {type: category, column: note}
              number: {type: number, column: id}
            crosses: [[note, buyer]]
            target: {type: classes, classes: [low, high]}
            label: {table: items, key: [sku], value: sku, within: 6 hours}
            learner: {type: forest, trees: 5, seed: 9}
            limits: {pending: 7}
            evaluation: {window: 5 minutes, segments: [note], shift-above: 0.3}
            """;

    @TempDir Path directory;

    @SuppressWarnings("NullAway.Init")
    private ProjectFixture project;

    @BeforeEach
    void writeProject() throws IOException {
        project = new ProjectFixture(directory).write(FILE, PREDICTOR);
    }

    @Test
    void readsAllOfIt() {
        PredictorDefinition read = project.load().predictors().getFirst();
        assertEquals("orders", read.on());
        assertEquals("id", read.key().getFirst().name());
        assertEquals(
                List.of(
                        new PredictorFeature("note", "note", true),
                        new PredictorFeature("buyer", "note", true),
                        new PredictorFeature("number", "id", false)),
                read.features());
        assertEquals(List.of(List.of("note", "buyer")), read.crosses());
        assertEquals(TargetKind.CLASSES, read.target());
        assertEquals(List.of("low", "high"), read.classes());
        assertEquals(Duration.ofHours(6), read.label().within());
        assertEquals(LearnerName.FOREST, read.learner().learner());
        assertEquals(Map.of("trees", 5.0, "seed", 9.0), read.learner().numbers());
        assertEquals(7, read.bounds().pendingMax());
        assertEquals(PredictorBounds.DEFAULT.keptMax(), read.bounds().keptMax());
        assertEquals(
                new PredictorEvaluation(Duration.ofMinutes(5), 64, List.of("note"), 50, 1_000, 0.3),
                read.evaluation());
    }

    @Test
    void refusesSegmentsByWhatIsNoCategory() throws IOException {
        project.replace(FILE, "segments: [note]", "segments: [number]");
        project.refuses(FILE, "number is no feature of type category");
    }

    @Test
    void refusesWindowsThatAreTooShort() throws IOException {
        project.replace(FILE, "window: 5 minutes", "window: 5 ms");
        project.refuses(FILE, "is not between");
    }

    @Test
    void refusesTablesThatAreNotThere() throws IOException {
        project.replace(FILE, "on: orders", "on: order");
        project.refuses(FILE, "2:5: there is no table order");
    }

    @Test
    void refusesKeysOfTypesThatAreNoKeys() throws IOException {
        project.replace(FILE, "id: BIGINT", "id: DOUBLE");
        project.refuses(FILE, "a key cannot be DOUBLE");
    }

    @Test
    void refusesCrossesOfNumbers() throws IOException {
        project.replace(FILE, "[[note, buyer]]", "[[note, number]]");
        project.refuses(FILE, "number is no feature of type category");
    }

    @Test
    void refusesClassesWhereThereAreNone() throws IOException {
        project.replace(FILE, "type: classes, classes", "type: boolean, classes");
        project.refuses(FILE, "a target of type boolean has no classes");
    }

    @Test
    void refusesATargetOfClassesWithoutThem() throws IOException {
        project.replace(FILE, ", classes: [low, high]", "");
        project.refuses(FILE, "says which");
    }

    @Test
    void refusesLearnersThatDoNotTellTheTarget() throws IOException {
        project.replace(FILE, "type: forest, trees: 5, seed: 9", "type: linear");
        project.refuses(FILE, "linear is not for a target of this type");
    }

    @Test
    void refusesSettingsOfOtherLearners() throws IOException {
        project.replace(FILE, "type: forest, trees: 5, seed: 9", "type: majority, trees: 5");
        project.refuses(FILE, "majority has no setting trees");
    }

    @Test
    void refusesALabelsKeyOfAnotherLength() throws IOException {
        project.replace(FILE, "key: [sku]", "key: [sku, raised_at]");
        project.refuses(FILE, "the key has 1 columns, and this 2");
    }

    @Test
    void refusesLabelsThatTakeNoTime() throws IOException {
        project.replace(FILE, "6 hours", "0 hours");
        project.refuses(FILE, "a label takes some time");
    }

    @Test
    void refusesLearnersThatThereAreNot() throws IOException {
        project.replace(FILE, "type: forest", "type: oracle");
        project.refuses(FILE, "oracle");
    }

    @Test
    void readsAChoiceWithItsReward() throws IOException {
        project.replace(FILE, "type: classes, classes", "type: choice, choices");
        project.replace(FILE, "label: {", "reward: {missing: -1.5, ");
        project.replace(FILE, "type: forest, trees: 5, seed: 9", "type: thompson, spread: 0.25");
        PredictorDefinition read = project.load().predictors().getFirst();
        assertEquals(TargetKind.CHOICE, read.target());
        assertEquals(List.of("low", "high"), read.classes());
        assertEquals(-1.5, read.label().missing());
        assertEquals(LearnerName.THOMPSON, read.learner().learner());
        assertEquals("tidemill.predictions_raised", read.predictionsTable());
    }

    @Test
    void refusesARewardWhereNothingIsChosen() throws IOException {
        project.replace(FILE, "label: {", "reward: {");
        project.refuses(FILE, "only choices have a reward");
    }

    @Test
    void refusesAPredictorThatIsToldNothing() throws IOException {
        project.replace(
                FILE, "label: {table: items, key: [sku], value: sku, within: 6 hours}\n", "");
        project.refuses(FILE, "it is not said where the label comes from");
    }

    @Test
    void refusesMoreThanABanditSees() throws IOException {
        project.replace(FILE, "type: classes, classes", "type: choice, choices");
        project.replace(FILE, "label: {", "reward: {");
        project.replace(FILE, "type: forest, trees: 5, seed: 9", "type: ucb, hash-bits: 9");
        project.refuses(FILE, "514 numbers and slots of categories, of 512 at most");
    }

    @Test
    void refusesViewsThatThereAreNot() throws IOException {
        project.replace(FILE, "column: id}", "view: customer@1}");
        project.refuses(FILE, "there is no feature view customer@1");
    }

    @Test
    void refusesWhatOnlyFeaturesOfViewsHave() throws IOException {
        project.replace(FILE, "column: note}", "key: {a: note}}");
        project.refuses(FILE, "only a feature of a view has key:");
    }

    @Test
    void refusesASecondOneOfAName() throws IOException {
        project.write("predictors/other.yaml", PREDICTOR);
        project.refuses(FILE, "the name raised is taken by predictors/other.yaml");
    }
}
