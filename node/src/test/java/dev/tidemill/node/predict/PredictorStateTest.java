package dev.tidemill.node.predict;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.definitions.predictor.LearnerName;
import dev.tidemill.definitions.predictor.LearnerSettings;
import dev.tidemill.definitions.predictor.PredictorBounds;
import dev.tidemill.definitions.predictor.PredictorEvaluation;
import dev.tidemill.definitions.predictor.PredictorFeature;
import dev.tidemill.definitions.predictor.PredictorLabel;
import dev.tidemill.definitions.predictor.TargetKind;
import dev.tidemill.node.record.PredictionEntry;
import dev.tidemill.node.record.PredictorRule;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Each rule of labels, tick by tick: a tick's number is also its time in seconds. */
class PredictorStateTest {
    private static final Schema ROWS =
            Schema.of(
                    new Field("id", Type.BIGINT, false),
                    new Field("kind", Type.TEXT, true),
                    new Field("size", Type.DOUBLE, true));
    private static final Schema LABELS =
            Schema.of(new Field("id", Type.BIGINT, false), new Field("bought", Type.BOOLEAN, true));
    private static final long SECOND = 1_000_000;

    private PredictorState state = new PredictorState(rule(PredictorBounds.DEFAULT));

    private static PredictorRule rule(PredictorBounds bounds) {
        return new PredictorRule(
                "buys",
                "visits",
                List.of(new Field("id", Type.BIGINT, false)),
                List.of(
                        new PredictorFeature("kind", "kind", true),
                        new PredictorFeature("size", "size", false)),
                List.of(),
                TargetKind.BOOLEAN,
                List.of(),
                new PredictorLabel("outcomes", List.of("id"), "bought", Duration.ofSeconds(60)),
                new LearnerSettings(LearnerName.LOGISTIC, "adagrad", Map.of()),
                bounds,
                PredictorEvaluation.DEFAULT);
    }

    private void enter(long tick, long... ids) {
        BatchBuilder rows = new BatchBuilder(ROWS, ids.length);
        for (long id : ids) {
            rows.add(1, id, "kind " + id % 3, id / 10.0);
        }
        state.entered(
                rows.build(),
                tick,
                tick * SECOND,
                new KnownRows(),
                () -> {
                    throw new AssertionError("no view is asked");
                });
        state.expire(tick, tick * SECOND);
    }

    private void predict(long tick) {
        List<PredictionEntry.Made> made = state.foretell(1_000);
        accept(tick, made);
    }

    private int accept(long tick, List<PredictionEntry.Made> made) {
        PredictionEntry entry =
                new PredictionEntry(
                        "buys",
                        state.model().version(),
                        state.model().labelsLearnt(),
                        tick - 1,
                        false,
                        made);
        return state.accept(entry, tick, tick * SECOND).size();
    }

    private void label(long tick, long weight, long id, @Nullable Boolean bought) {
        Batch change = new BatchBuilder(LABELS, 1).add(weight, id, bought).build();
        state.labelled(change, tick, tick * SECOND);
        state.expire(tick, tick * SECOND);
    }

    private void correct(long tick, long id, @Nullable Boolean from, @Nullable Boolean to) {
        Batch change = new BatchBuilder(LABELS, 2).add(-1, id, from).add(1, id, to).build();
        state.labelled(change, tick, tick * SECOND);
    }

    private void counts(Map<Tally, Long> expected) {
        for (Tally each : Tally.values()) {
            assertEquals(expected.getOrDefault(each, 0L), state.count(each), each.name());
        }
    }

    @Test
    void learnsALabelOnceWhenItsPredictionIsThere() {
        enter(1, 7);
        byte[] before = state.model().bytes();
        predict(2);
        assertArrayEquals(before, state.model().bytes(), "foretelling is no learning");
        label(12, 1, 7, true);
        counts(Map.of(Tally.PREDICTED, 1L, Tally.MEASURED, 1L));
        assertEquals(1, state.model().labelsLearnt());
        assertEquals(11.0, state.model().lagSeconds());
        assertFalse(java.util.Arrays.equals(before, state.model().bytes()));
    }

    private double logLoss() {
        Double value = state.model().measures().values().get(3);
        return value == null ? Double.NaN : value;
    }

    @Test
    void whatAFormerPredictorOfTheNameForetoldIsNotTaken() {
        enter(3, 7);
        List<PredictionEntry.Made> made = state.foretell(1_000);
        state = new PredictorState(rule(PredictorBounds.DEFAULT), 4, 4 * SECOND);
        enter(4, 7);
        assertEquals(0, accept(4, made));
        predict(5);
        counts(Map.of(Tally.PREDICTED, 1L));
    }

    @Test
    void measuresThePredictionThatWasMadeAndNotALaterOne() {
        enter(1, 1, 2, 3, 4);
        predict(2);
        for (long id = 1; id <= 4; id++) {
            label(2 + id, 1, id, true);
        }
        // An untaught model says one half of each, whatever was learnt between.
        assertEquals(Math.log(2), logLoss(), 1e-12);
    }

    @Test
    void aLabelOfADueRowWaitsForItsPredictionAndIsMeasured() {
        enter(1, 7);
        label(1, 1, 7, true);
        assertEquals(0, state.model().labelsLearnt());
        predict(2);
        counts(Map.of(Tally.PREDICTED, 1L, Tally.MEASURED, 1L));
        assertEquals(0, state.pendingCount());
    }

    @Test
    void aLabelThatWasThereBeforeItsRowIsLearntButNotMeasured() {
        label(1, 1, 7, true);
        enter(2, 7);
        predict(3);
        counts(Map.of(Tally.PREDICTED, 1L, Tally.EARLY, 1L));
        assertEquals(1, state.model().labelsLearnt());
        assertNull(state.model().measures().values().get(0));
    }

    @Test
    void furtherLabelsOfAKeyAreNotLearnt() {
        enter(1, 7);
        predict(2);
        label(3, 1, 7, true);
        byte[] learnt = state.model().bytes();
        label(4, 1, 7, false);
        counts(Map.of(Tally.PREDICTED, 1L, Tally.MEASURED, 1L, Tally.REPEATED, 1L));
        assertArrayEquals(learnt, state.model().bytes());
    }

    @Test
    void twoLabelsOfOneTickAreOneAndARepetition() {
        enter(1, 7);
        predict(2);
        Batch both = new BatchBuilder(LABELS, 2).add(1, 7L, true).add(1, 7L, false).build();
        state.labelled(both, 3, 3 * SECOND);
        counts(Map.of(Tally.PREDICTED, 1L, Tally.MEASURED, 1L, Tally.REPEATED, 1L));
    }

    @Test
    void aCorrectionOfWhatWasLearntIsCountedOnly() {
        enter(1, 7);
        predict(2);
        label(3, 1, 7, true);
        byte[] learnt = state.model().bytes();
        correct(4, 7, true, false);
        label(5, -1, 7, false);
        counts(
                Map.of(
                        Tally.PREDICTED, 1L,
                        Tally.MEASURED, 1L,
                        Tally.CORRECTED, 1L,
                        Tally.WITHDRAWN, 1L));
        assertArrayEquals(learnt, state.model().bytes());
    }

    @Test
    void aLabelThatWaitsCanStillBeCorrectedOrTakenBack() {
        PredictorState other = new PredictorState(rule(PredictorBounds.DEFAULT));
        enter(1, 7, 8);
        label(1, 1, 7, false);
        label(1, 1, 8, true);
        correct(2, 7, false, true);
        label(2, -1, 8, true);
        predict(3);
        counts(
                Map.of(
                        Tally.PREDICTED, 2L,
                        Tally.MEASURED, 1L,
                        Tally.CORRECTED, 1L,
                        Tally.WITHDRAWN, 1L));
        assertEquals(1, state.pendingCount());
        PredictorState taught = state;
        state = other;
        enter(1, 7);
        label(1, 1, 7, true);
        predict(3);
        assertArrayEquals(
                state.model().bytes(), taught.model().bytes(), "the corrected label was learnt");
    }

    @Test
    void aNullIsNoLabelYet() {
        enter(1, 7);
        predict(2);
        label(3, 1, 7, null);
        counts(Map.of(Tally.PREDICTED, 1L, Tally.UNUSABLE, 1L));
        assertEquals(1, state.pendingCount());
        correct(4, 7, null, true);
        counts(Map.of(Tally.PREDICTED, 1L, Tally.UNUSABLE, 1L, Tally.MEASURED, 1L));
    }

    @Test
    void aLabelThatDoesNotComeInTimeIsMissingAndThenLate() {
        enter(1, 7);
        predict(2);
        enter(61, 8);
        assertEquals(1, state.pendingCount(), "within 60 seconds is in time");
        enter(62, 9);
        counts(Map.of(Tally.PREDICTED, 1L, Tally.UNLABELLED, 1L));
        label(63, 1, 7, true);
        counts(Map.of(Tally.PREDICTED, 1L, Tally.UNLABELLED, 1L, Tally.LATE, 1L));
        assertEquals(0, state.model().labelsLearnt());
    }

    @Test
    void aLabelWithoutARowIsDroppedAfterAsLong() {
        label(1, 1, 7, true);
        label(62, 1, 8, true);
        counts(Map.of(Tally.UNMATCHED, 1L));
        assertEquals(1, state.earlyCount());
    }

    @Test
    void aKeyIsDecidedUponOnceAtATime() {
        enter(1, 7);
        enter(2, 7);
        predict(3);
        enter(4, 7);
        counts(Map.of(Tally.PREDICTED, 1L, Tally.AGAIN, 2L));
        label(5, 1, 7, true);
        enter(6, 7);
        predict(7);
        assertEquals(1, state.pendingCount(), "a settled key may be decided upon anew");
        assertEquals(2, state.count(Tally.PREDICTED));
    }

    @Test
    void aPredictionThatComesTwiceIsTakenOnce() {
        enter(1, 7);
        List<PredictionEntry.Made> made = state.foretell(10);
        assertEquals(1, accept(2, made));
        assertEquals(0, accept(3, made));
        label(4, 1, 7, true);
        assertEquals(0, accept(5, made));
        counts(Map.of(Tally.PREDICTED, 1L, Tally.MEASURED, 1L));
    }

    @Test
    void itsBuffersAreBounded() {
        state = new PredictorState(rule(new PredictorBounds(2, 2, 2, 100)));
        enter(1, 1, 2, 3);
        predict(2);
        assertEquals(2, state.pendingCount());
        label(3, 1, 1, true);
        for (long id = 11; id <= 13; id++) {
            label(3, 1, id, true);
        }
        assertEquals(2, state.earlyCount());
        counts(
                Map.of(
                        Tally.PREDICTED, 3L,
                        Tally.GIVEN_UP, 1L,
                        Tally.LATE, 1L,
                        Tally.UNMATCHED, 1L));
    }

    @Test
    void goesOnWithTheSameBitsWhenItIsReadBack() {
        enter(1, 1, 2, 3, 4, 5, 6);
        predict(2);
        label(3, 1, 1, true);
        label(3, 1, 2, false);
        enter(4, 10, 11);
        label(4, 1, 20, true);
        state = PredictorState.decode(rule(PredictorBounds.DEFAULT), state.encode());
        PredictorState same = PredictorState.decode(rule(PredictorBounds.DEFAULT), state.encode());
        assertArrayEquals(same.encode(), state.encode());
        assertEquals(2, state.foretell(10).size(), "what was due is asked about anew");
        label(5, 1, 3, true);
        byte[] one = state.encode();
        state = same;
        label(5, 1, 3, true);
        assertArrayEquals(one, state.encode());
    }

    @Test
    void anotherModelBeginsAnewAndLearnsNothingOfTheFormer() {
        enter(1, 7, 8);
        List<PredictionEntry.Made> made = state.foretell(10);
        accept(2, made.subList(0, 1));
        PredictorRule former = state.rule();
        state.use(
                new PredictorRule(
                        former.name(),
                        former.on(),
                        former.key(),
                        former.features().subList(0, 1),
                        former.crosses(),
                        former.target(),
                        former.classes(),
                        former.label(),
                        former.learner(),
                        former.bounds(),
                        former.evaluation()),
                3,
                3 * SECOND);
        assertEquals(2, state.model().version());
        assertEquals(0, state.pendingCount() + state.dueCount());
        assertEquals(0, accept(4, made.subList(1, 2)), "made by the former model");
        label(5, 1, 7, true);
        assertEquals(0, state.model().labelsLearnt());
        assertEquals(2, state.count(Tally.GIVEN_UP));
        assertEquals(1, state.count(Tally.LATE));
    }

    @Test
    void forgetsWhatHasAPersonsValue() {
        enter(1, 7, 8, 9);
        predict(2);
        enter(3, 10);
        assertEquals(Set.of(new RowKey(List.of("10"))), state.keysWith(Set.of("kind 1", "nobody")));
        state.forget(state.keysWith(Set.of("kind 1", "9")));
        assertEquals(2, state.pendingCount());
        assertEquals(0, state.dueCount());
        label(4, 1, 9, true);
        assertEquals(0, state.model().labelsLearnt());
        assertNotEquals(0, state.earlyCount());
    }
}
