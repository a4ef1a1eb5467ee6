package dev.tidemill.node.predict;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
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
import dev.tidemill.node.record.ModelEntry;
import dev.tidemill.node.record.PredictionEntry;
import dev.tidemill.node.record.PredictorRule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Models beside each other, tick by tick: a tick's number is also its time in seconds. */
class LineupTest {
    private static final Schema ROWS =
            Schema.of(new Field("id", Type.BIGINT, false), new Field("kind", Type.TEXT, true));
    private static final Schema LABELS =
            Schema.of(new Field("id", Type.BIGINT, false), new Field("bought", Type.BOOLEAN, true));
    private static final long SECOND = 1_000_000;
    private static final int WINDOW = 40;

    private static final LearnerSettings MAJORITY = settings(LearnerName.MAJORITY);
    private static final LearnerSettings LINE =
            new LearnerSettings(LearnerName.LOGISTIC, "adagrad", Map.of("rate", 1.0));
    private static final PromotionRule PROMOTION = new PromotionRule(0.01, WINDOW);
    private static final RollbackRule WORSE = new RollbackRule(null, 0.01, 30, null);

    private PredictorState state = new PredictorState(rule(MAJORITY, Contest.NONE), 0, 0);
    private long tick;
    private long next;

    private static LearnerSettings settings(LearnerName name) {
        return new LearnerSettings(name, "adagrad", Map.of());
    }

    private static PredictorRule rule(LearnerSettings learner, Contest contest) {
        return new PredictorRule(
                "buys",
                "visits",
                List.of(new Field("id", Type.BIGINT, false)),
                List.of(new PredictorFeature("kind", "kind", true)),
                List.of(),
                TargetKind.BOOLEAN,
                List.of(),
                new PredictorLabel("outcomes", List.of("id"), "bought", Duration.ofSeconds(60)),
                learner,
                PredictorBounds.DEFAULT,
                contest,
                PredictorEvaluation.DEFAULT);
    }

    private static Contest against(
            LearnerSettings challenger,
            double share,
            @Nullable PromotionRule promotion,
            @Nullable RollbackRule rollback) {
        return new Contest(
                List.of(new Challenger("other", challenger, share)),
                WINDOW,
                promotion,
                rollback,
                null);
    }

    private void begin(LearnerSettings learner, Contest contest) {
        state = new PredictorState(rule(learner, contest), 0, 0);
        tick = 0;
        next = 0;
    }

    private void enter(long id) {
        BatchBuilder rows = new BatchBuilder(ROWS, 1).add(1, id, "kind " + id % 3);
        state.entered(
                rows.build(),
                tick,
                tick * SECOND,
                new KnownRows(),
                () -> {
                    throw new AssertionError("no view is asked");
                });
    }

    private List<PredictionEntry.Made> foretell() {
        return accept(state.foretell(1_000));
    }

    private List<PredictionEntry.Made> accept(List<PredictionEntry.Made> made) {
        if (!made.isEmpty()) {
            state.accept(state.entry(tick, false, made), tick, tick * SECOND);
        }
        return made;
    }

    private void label(long id) {
        Batch change = new BatchBuilder(LABELS, 1).add(1, id, id % 3 == 0).build();
        state.labelled(change, tick, tick * SECOND);
    }

    private void endTick() {
        state.expire(tick, tick * SECOND);
        state.judge(tick, tick * SECOND);
        tick++;
    }

    /** So many rows that are foretold of, and then labelled, each in a tick of its own. */
    private void learn(int rows) {
        for (int i = 0; i < rows; i++) {
            enter(next);
            var ignored = foretell();
            label(next++);
            endTick();
        }
    }

    private void wish(ModelEntry.Command command) {
        state.heed(new ModelEntry("buys", "ada", "so", command), tick, tick * SECOND);
    }

    private Contender champion() {
        return state.lineup().champion();
    }

    private List<String> moves() {
        List<String> moves = new ArrayList<>();
        for (AliasMove move : state.lineup().log().moves()) {
            moves.add(move.alias() + " " + move.from() + ">" + move.to());
        }
        return moves;
    }

    @Test
    void aChallengerLearnsAndIsMeasuredAsIfItWereAlone() {
        begin(LINE, Contest.NONE);
        learn(50);
        byte[] alone = champion().model().bytes();
        var measures = champion().model().measures().values();
        begin(MAJORITY, against(LINE, 0, null, null));
        learn(50);
        Contender other = state.lineup().challenger("other");
        assertNotNull(other);
        assertArrayEquals(alone, other.model().bytes());
        assertEquals(measures, other.model().measures().values());
        assertEquals(50, champion().model().measured());
        assertEquals(WINDOW, other.ahead().size());
        assertTrue(other.ahead().mean() > 0, "what knows the kind is ahead");
    }

    @Test
    void whatIsSurelyBetterIsPromoted() {
        begin(MAJORITY, against(LINE, 0, PROMOTION, null));
        learn(WINDOW - 1);
        assertEquals(1, champion().version(), "not before it has the labels");
        learn(1);
        assertEquals(2, champion().version());
        Contender former = state.lineup().former();
        assertEquals(1, former == null ? 0 : former.version());
        assertEquals(
                List.of("champion 0>1", "other 0>2", "other 2>0", "former 0>1", "champion 1>2"),
                moves());
        AliasMove last = state.lineup().log().moves().getLast();
        assertEquals("rule", last.change().by());
        assertTrue(last.change().why().startsWith("it was better by 0."), last.change().why());
        learn(10);
        assertEquals(WINDOW + 10, champion().model().measured(), "its measures go on");
        assertEquals(WINDOW + 10, former == null ? 0 : former.model().labelsLearnt());
    }

    @Test
    void whatIsNotSurelyBetterIsNot() {
        begin(MAJORITY, against(LINE, 0, new PromotionRule(5, WINDOW), null));
        learn(3 * WINDOW);
        assertEquals(1, champion().version());
        begin(LINE, against(LINE, 0, new PromotionRule(0, WINDOW), null));
        learn(3 * WINDOW);
        assertEquals(1, champion().version(), "the same is no better");
        begin(MAJORITY, against(LINE, 0, new PromotionRule(0.01, 2 * WINDOW + 1), null));
        learn(3 * WINDOW - 1);
        assertEquals(1, champion().version(), "looked at once in each window");
        learn(1);
        assertEquals(2, champion().version());
    }

    @Test
    void aPromotedModelThatIsWorseGoesBackAndIsNotPromotedAgain() {
        begin(LINE, against(MAJORITY, 50, new PromotionRule(-10, WINDOW), WORSE));
        learn(WINDOW);
        assertEquals(2, champion().version(), "by a rule that lets worse ones pass");
        learn(30);
        assertEquals(1, champion().version());
        assertNull(state.lineup().former());
        Contender other = state.lineup().challenger("other");
        assertTrue(other != null && other.isBenched());
        assertEquals("champion 2>1", moves().get(moves().size() - 2));
        assertEquals("other 0>2", moves().getLast());
        learn(5 * WINDOW);
        assertEquals(1, champion().version());
        for (long id = 0; id < 50; id++) {
            assertEquals(0, state.lineup().answering(new RowKey(List.of("" + id))));
        }
        wish(new ModelEntry.Promote(2));
        assertEquals(2, champion().version(), "somebody may");
        assertFalse(champion().isBenched());
    }

    @Test
    void aPromotedModelWithTooMuchLossGoesBack() {
        begin(LINE, against(MAJORITY, 0, null, new RollbackRule(0.3, null, 30, null)));
        learn(200);
        wish(new ModelEntry.Promote(2));
        learn(29);
        assertEquals(2, champion().version());
        learn(1);
        assertEquals(1, champion().version());
        String why = state.lineup().log().moves().getLast().change().why();
        assertTrue(why.startsWith("its loss over 30 labels is 0.6"), why);
    }

    @Test
    void aPromotedModelWithoutLabelsGoesBack() {
        begin(
                LINE,
                against(
                        MAJORITY,
                        0,
                        null,
                        new RollbackRule(null, null, 30, Duration.ofSeconds(20))));
        learn(5);
        wish(new ModelEntry.Promote(2));
        learn(5);
        for (int i = 0; i < 20; i++) {
            enter(next++);
            endTick();
            assertEquals(2, champion().version());
        }
        endTick();
        assertEquals(1, champion().version());
        wish(new ModelEntry.RollBack());
        assertEquals(
                "refused: there is no former champion",
                state.lineup().log().moves().getLast().change().why());
    }

    @Test
    void aShareOfTheKeysIsAlwaysAnsweredByTheChallenger() {
        begin(MAJORITY, against(LINE, 25, null, null));
        int others = 0;
        for (long id = 0; id < 2_000; id++) {
            int answering = state.lineup().answering(new RowKey(List.of("" + id)));
            others += answering;
            assertEquals(answering, state.lineup().answering(new RowKey(List.of("" + id))));
        }
        assertEquals(500, others, 80);
        enter(7);
        PredictionEntry.Made made = foretell().getFirst();
        assertEquals(state.lineup().answering(new RowKey(List.of("7"))), made.answeredBy());
        assertEquals(4, made.scores().length, "both foretell each row");
    }

    @Test
    void predictionsOfBeforeAPromotionAreTakenAndMeasuredForWhoMadeThem() {
        begin(MAJORITY, against(LINE, 0, null, null));
        learn(10);
        enter(next);
        PredictionEntry before = state.entry(tick, false, state.foretell(10));
        wish(new ModelEntry.Promote(2));
        endTick();
        assertEquals(1, state.accept(before, tick, tick * SECOND).size());
        label(next);
        assertEquals(11, champion().model().measured());
        Contender former = state.lineup().former();
        assertEquals(11, former == null ? 0 : former.model().measured());
    }

    @Test
    void anotherFileKeepsTheModelsThatItStillNames() {
        begin(MAJORITY, against(LINE, 0, null, null));
        learn(20);
        byte[] learnt = champion().model().bytes();
        Contest newer =
                new Contest(
                        List.of(
                                new Challenger("other", LINE, 40),
                                new Challenger("third", settings(LearnerName.NAIVE_BAYES), 0)),
                        WINDOW,
                        null,
                        null,
                        null);
        state.use(rule(MAJORITY, newer), tick, tick * SECOND);
        assertArrayEquals(learnt, champion().model().bytes());
        assertEquals(List.of(1, 2, 3), versions());
        assertEquals(20, versionOf("other").labelsLearnt());
        assertEquals(0, versionOf("third").labelsLearnt());
        state.use(rule(MAJORITY, against(MAJORITY, 0, null, null)), tick, tick * SECOND);
        assertEquals(List.of(1, 4), versions(), "another learner of a name is another model");
        state.use(rule(LINE, Contest.NONE), tick, tick * SECOND);
        assertEquals(List.of(5), versions());
        assertEquals(5, state.lineup().firstVersion());
    }

    private List<Integer> versions() {
        return state.lineup().versions().stream().map(ModelVersion::version).toList();
    }

    private ModelVersion versionOf(String alias) {
        return state.lineup().versions().stream()
                .filter(each -> alias.equals(each.alias()))
                .findFirst()
                .orElseThrow();
    }

    private ModelEntry.Register register(String name, byte[] model) {
        return new ModelEntry.Register(name, "import", state.lineup().since(), LINE, 17, model);
    }

    @Test
    void aModelOfElsewhereBecomesAChallengerAndReplacesItsNamesake() {
        begin(LINE, Contest.NONE);
        learn(30);
        byte[] taught = champion().model().bytes();
        begin(MAJORITY, Contest.NONE);
        wish(register("winter", taught));
        assertEquals(17, versionOf("winter").labelsLearnt());
        wish(register("winter", taught));
        assertEquals(List.of(1, 3), versions());
        wish(register("winter", new byte[] {1, 2, 3}));
        String why = state.lineup().log().moves().getLast().change().why();
        assertTrue(why.startsWith("refused: the model's bytes are damaged"), why);
        for (int i = 0; i < 20; i++) {
            wish(register("w" + i, taught));
        }
        assertEquals(Lineup.MODELS_MAX, versions().size());
        wish(new ModelEntry.Drop(3));
        wish(new ModelEntry.Drop(1));
        assertFalse(versions().contains(3));
        assertTrue(versions().contains(1), "the champion stays");
    }

    @Test
    void aPromotedModelOfElsewhereComesBackAsAChallengerUnlessItsNameIsTaken() {
        begin(LINE, Contest.NONE);
        learn(30);
        byte[] taught = champion().model().bytes();
        begin(MAJORITY, Contest.NONE);
        wish(register("winter", taught));
        wish(new ModelEntry.Promote(2));
        wish(register("winter", taught));
        wish(new ModelEntry.RollBack());
        assertEquals(List.of(1, 3), versions());
        wish(new ModelEntry.Promote(3));
        wish(register("spring", taught));
        wish(new ModelEntry.Promote(4));
        assertEquals(List.of(4, 3, 1), versions());
        assertEquals("base", state.lineup().versions().getLast().alias());
    }

    @Test
    void aTrainingIsWantedByTimeOrOnDriftAndOnceAtATime() {
        Contest contest =
                new Contest(
                        List.of(),
                        WINDOW,
                        null,
                        null,
                        new RetrainingRule(Duration.ofSeconds(100), false, 10, 1, 1, LINE, 0));
        begin(MAJORITY, contest);
        learn(100);
        assertFalse(state.retraining().isWanted());
        learn(1);
        assertEquals(100, state.retraining().wantedTick());
        learn(150);
        assertEquals(100, state.retraining().wantedTick());
        wish(new ModelEntry.EndTraining(state.lineup().since() - 1));
        learn(1);
        assertEquals(100, state.retraining().wantedTick(), "another training has ended");
        wish(new ModelEntry.EndTraining(state.lineup().since()));
        learn(1);
        assertEquals(252, state.retraining().wantedTick());
        contest =
                new Contest(
                        List.of(),
                        WINDOW,
                        null,
                        null,
                        new RetrainingRule(null, true, 10, 1, 1, LINE, 0));
        begin(MAJORITY, contest);
        learn(600);
        assertFalse(state.retraining().isWanted(), "it errs as ever");
        for (int i = 0; i < 300; i++) {
            enter(next + 1_000_000 - (next + 1_000_000) % 3);
            var ignored = foretell();
            label(next + 1_000_000 - (next + 1_000_000) % 3);
            next += 3;
            endTick();
        }
        assertTrue(state.retraining().isWanted(), "now every row is of the other class");
    }

    @Test
    void goesOnWithTheSameBitsWhenItIsReadBackAtAnyTime() {
        long seed = Long.getLong("tidemill.seed", System.nanoTime());
        begin(LINE, Contest.NONE);
        learn(30);
        byte[] taught = champion().model().bytes();
        Contest contest =
                new Contest(
                        List.of(
                                new Challenger("other", LINE, 30),
                                new Challenger("trees", settings(LearnerName.HOEFFDING_TREE), 5)),
                        WINDOW,
                        new PromotionRule(-0.2, WINDOW),
                        new RollbackRule(0.6, 0.2, 30, Duration.ofSeconds(30)),
                        new RetrainingRule(Duration.ofSeconds(50), true, 10, 1, 1, LINE, 10));
        byte[] undisturbed = run(seed, contest, taught, false);
        assertArrayEquals(undisturbed, run(seed, contest, taught, true), "seed " + seed);
        assertTrue(state.lineup().log().moveCount() > 20, "seed " + seed + " moved nothing");
    }

    private byte[] run(long seed, Contest contest, byte[] taught, boolean disturbed) {
        Random random = new Random(seed);
        Random disturbing = new Random(seed + 1);
        begin(MAJORITY, contest);
        for (int i = 0; i < 600; i++) {
            int what = random.nextInt(60);
            if (what == 0) {
                wish(new ModelEntry.Promote(1 + random.nextInt(6)));
            } else if (what == 1) {
                wish(new ModelEntry.RollBack());
            } else if (what == 2) {
                wish(register("w" + random.nextInt(9), taught));
            } else if (what == 3) {
                wish(new ModelEntry.Drop(1 + random.nextInt(9)));
            } else {
                enter(next++);
                var ignored = foretell();
                if (random.nextInt(10) > 0) {
                    label(random.nextLong(Math.max(0, next - 5), next));
                }
            }
            endTick();
            if (disturbed && disturbing.nextInt(10) == 0) {
                state = PredictorState.decode(state.rule(), state.encode());
            }
        }
        return state.encode();
    }
}
