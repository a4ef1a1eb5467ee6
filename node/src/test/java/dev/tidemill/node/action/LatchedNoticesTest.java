package dev.tidemill.node.action;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.actions.OutboxEntry;
import dev.tidemill.actions.Transition;
import dev.tidemill.actions.TransitionDetector;
import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * One airport's rate goes up and down while its latch is written late; the query knows only the
 * latch. What is told must be what a switch with two thresholds would do.
 */
class LatchedNoticesTest {
    private static final Schema LATCH = Schema.of(new Field("airport", Type.TEXT, false));
    private static final String AIRPORT = "ATL";
    private static final double ENTERS = 0.4;
    private static final double STAYS = 0.3;

    @Test
    void tellsNothingOfARowThatFlapsWhileItsLatchIsWritten() {
        assertEquals(List.of("entered@0"), run(new double[] {0.5, 0.35, 0.35, 0.35}, 2, -1));
        assertEquals(
                List.of("entered@0", "left@1"), run(new double[] {0.5, 0.1, 0.1, 0.1, 0.1}, 2, -1));
        assertEquals(
                List.of("entered@0", "left@3"),
                run(new double[] {0.5, 0.5, 0.5, 0.2, 0.35, 0.35, 0.35, 0.35}, 2, -1));
        assertEquals(
                List.of("entered@0", "left@3", "entered@4"),
                run(new double[] {0.5, 0.5, 0.5, 0.2, 0.45, 0.45, 0.45, 0.45, 0.45}, 2, -1));
    }

    @Test
    void alternatesAndEndsWithTheTruthWhateverTheDelaysAndRestarts() {
        for (long seed = 1; seed <= 300; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            double[] rates = new double[60];
            for (int i = 0; i < rates.length; i++) {
                rates[i] = i < 50 ? random.nextDouble(0.2, 0.5) : rates[i - 1];
            }
            List<String> told = run(rates, random.nextInt(1, 5), random.nextInt(40));
            for (int i = 0; i < told.size(); i++) {
                String expected = i % 2 == 0 ? "entered" : "left";
                assertTrue(told.get(i).startsWith(expected), told + ", seed " + seed);
            }
            if (rates[59] > ENTERS || rates[59] < STAYS) {
                boolean isIn = told.size() % 2 == 1;
                assertEquals(rates[59] > ENTERS, isIn, told + ", seed " + seed);
            }
        }
    }

    @Test
    void silencedNoticeIsForgottenAndItsKeyGoesOn() {
        LatchedNotices notices = new LatchedNotices("late");
        TransitionDetector keys = new TransitionDetector(0);
        assertEquals(
                1, notices.pass(List.of(notice(Transition.Kind.ENTERED, 0)), null, keys).size());
        assertEquals(List.of(), notices.pass(List.of(notice(Transition.Kind.LEFT, 1)), null, keys));

        notices.silence(waiting -> waiting.rowKey().equals(AIRPORT));

        notices = LatchedNotices.decode(notices.encode());
        List<OutboxEntry> passed = notices.pass(List.of(), latch(1), keys);
        assertEquals(1, passed.size());
        assertTrue(LatchedNotices.isSilent(passed.getFirst()), "what the row held is gone");
        assertEquals(List.of(), notices.pass(List.of(), latch(-1), keys));
        List<OutboxEntry> later =
                notices.pass(List.of(notice(Transition.Kind.ENTERED, 4)), null, keys);
        assertEquals(1, later.size(), "a new row of the key is told of");
        assertFalse(LatchedNotices.isSilent(later.getFirst()));
    }

    /**
     * @param delay ticks from a decision to write the latch until the latch is written
     * @param checkpoint the tick after which the state goes through bytes; -1 for never
     * @return what was told and the tick in which it happened
     */
    private static List<String> run(double[] rates, int delay, int checkpoint) {
        LatchedNotices notices = new LatchedNotices("late");
        TransitionDetector keys = new TransitionDetector(0);
        List<String> told = new ArrayList<>();
        boolean live = false;
        boolean latched = false;
        int writtenAt = -1;
        for (int tick = 0; tick < rates.length; tick++) {
            Batch latchChange = null;
            if (tick == writtenAt) {
                latched = !latched;
                latchChange = latch(latched ? 1 : -1);
                writtenAt = -1;
            }
            boolean now = rates[tick] > ENTERS || (latched && rates[tick] >= STAYS);
            List<OutboxEntry> transitions =
                    now == live
                            ? List.of()
                            : List.of(
                                    notice(
                                            now ? Transition.Kind.ENTERED : Transition.Kind.LEFT,
                                            tick));
            live = now;
            add(told, notices.pass(transitions, latchChange, keys));
            if (live != latched && writtenAt < 0) {
                writtenAt = tick + delay;
            }
            if (tick == checkpoint) {
                notices = LatchedNotices.decode(notices.encode());
            }
        }
        return told;
    }

    private static void add(List<String> told, List<OutboxEntry> passed) {
        passed.forEach(entry -> told.add(entry.transition() + "@" + entry.createdTick()));
    }

    private static @Nullable Batch latch(long weight) {
        return new BatchBuilder(LATCH, 1).add(weight, AIRPORT).build();
    }

    private static OutboxEntry notice(Transition.Kind kind, int tick) {
        Batch row = new BatchBuilder(LATCH, 1).add(1, AIRPORT).build();
        return OutboxEntry.pending("late", "1", new Transition(kind, AIRPORT, row, tick), "{}", 0);
    }
}
