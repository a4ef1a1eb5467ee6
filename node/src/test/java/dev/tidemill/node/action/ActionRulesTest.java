package dev.tidemill.node.action;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.actions.ActionControl;
import dev.tidemill.actions.OutboxEntry;
import dev.tidemill.actions.Transition.Kind;
import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.engine.circuit.InputChange;
import dev.tidemill.node.ingest.SystemTables;
import dev.tidemill.node.record.ActionTerms;
import dev.tidemill.node.record.ActionTerms.Grouping;
import dev.tidemill.node.record.ActionTerms.Limit;
import dev.tidemill.node.record.ActionTerms.Step;
import dev.tidemill.node.record.ActionTerms.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What an action makes of ticks and their times. */
class ActionRulesTest {
    private static final String HIGH = RuleRun.HIGH;

    private static ActionTerms changed(String... columns) {
        return new ActionTerms(
                List.of(columns), 0, 0, "", null, null, null, false, false, null, List.of(), 0);
    }

    private static ActionTerms limited(
            @Nullable Limit perAction, @Nullable Limit perKey, boolean delays) {
        return new ActionTerms(
                List.of(), 0, 0, "", null, perAction, perKey, delays, false, null, List.of(), 0);
    }

    private static ActionTerms body(String body, boolean shadow) {
        return new ActionTerms(
                List.of(), 0, 0, body, null, null, null, false, shadow, null, List.of(), 0);
    }

    private static ActionTerms grouped(String body, String... by) {
        return new ActionTerms(
                List.of(),
                0,
                0,
                body,
                new Grouping(List.of(by), 30 * RuleRun.SECOND),
                null,
                null,
                false,
                false,
                null,
                List.of(),
                0);
    }

    private static ActionTerms writing(boolean deletes, int depth) {
        return new ActionTerms(
                List.of(),
                0,
                0,
                "",
                null,
                null,
                null,
                false,
                false,
                new Write("marks", "{\"id\":\"{{row.id}}\"}", deletes, true, depth),
                List.of(),
                0);
    }

    private static ActionTerms steps(long timeoutSeconds, Step... steps) {
        return new ActionTerms(
                List.of(),
                0,
                0,
                "",
                null,
                null,
                null,
                false,
                false,
                null,
                List.of(steps),
                timeoutSeconds * RuleRun.SECOND);
    }

    private static Step step(String name, long afterSeconds, String condition) {
        return new Step(name, afterSeconds * RuleRun.SECOND, condition, true, "");
    }

    private static RuleRun run(ActionTerms terms, Kind... when) {
        return new RuleRun(RuleRun.rule(terms, when), HIGH);
    }

    @Test
    void tellsOnlyOfChangesOfTheNamedColumns() {
        try (RuleRun run = run(changed("area"), Kind.CHANGED)) {
            run.set(1, "a", 7, "north").set(2, "a", 8, "north").set(3, "a", 8, "south");
            assertEquals(List.of("changed a@3"), run.told());
            String payload = run.notices.getFirst().payload();
            assertTrue(
                    payload.endsWith(
                            "\"row\":{\"id\":\"a\",\"level\":8,\"area\":\"south\"},"
                                    + "\"old\":{\"id\":\"a\",\"level\":8,\"area\":\"north\"}}"),
                    payload);
        }
    }

    @Test
    void tellsOfARowThatHasStayedAndNotOfOneThatLeftBefore() {
        try (RuleRun run = run(RuleRun.terms(600, 0), Kind.STAYED)) {
            run.set(0, "a", 7).set(100, "b", 9);
            assertEquals(600, run.dueSeconds());
            run.set(500, "b", 1).set(550, "a", 8).restart().pass(599);
            assertEquals(List.of(), run.told());
            run.pass(600);
            assertEquals(List.of("stayed a@600"), run.told());
            assertTrue(run.notices.getFirst().payload().contains("\"level\":8"));
            assertEquals(-1, run.dueSeconds());
            run.set(700, "b", 9).pass(1299);
            assertEquals(1, run.told().size(), "a row that comes back waits anew");
            run.pass(1300);
            assertEquals(List.of("stayed a@600", "stayed b@1300"), run.told());
        }
    }

    @Test
    void tellsThatARowLeftOnlyWhenItHadStayed() {
        try (RuleRun run = run(RuleRun.terms(10, 0), Kind.STAYED, Kind.LEFT)) {
            run.set(0, "a", 7).set(5, "a", 1).set(6, "a", 7).pass(16).restart().set(20, "a", 1);
            assertEquals(List.of("stayed a@16", "left a@20"), run.told());
        }
    }

    @Test
    void tellsAgainOfARowThatIsStillIn() {
        try (RuleRun run = run(RuleRun.terms(0, 60), Kind.ENTERED)) {
            run.set(0, "a", 7).pass(59).pass(60).pass(119).restart().pass(121).set(150, "a", 1);
            run.pass(300);
            assertEquals(List.of("entered a@0", "repeated a@60", "repeated a@121"), run.told());
        }
    }

    /** No row of one table for a row of another: a query of what lacks one, and a time. */
    @Test
    void tellsOfARowThatLacksAnotherForATime() {
        String lacking =
                "SELECT r.id, r.level, r.area FROM readings r LEFT JOIN marks m ON m.id = r.id"
                        + " WHERE m.id IS NULL";
        try (RuleRun run = new RuleRun(RuleRun.rule(RuleRun.terms(600, 0), Kind.STAYED), lacking)) {
            run.set(0, "a", 1).set(10, "b", 1);
            run.tick(
                    300,
                    new InputChange(
                            "marks",
                            InputChange.Op.UPSERT,
                            new BatchBuilder(RuleRun.MARKS.schema(), 1).add(1, "a").build()));
            run.pass(600).pass(610);
            assertEquals(List.of("stayed b@610"), run.told());
        }
    }

    @Test
    void dropsAndCountsWhatIsBeyondALimit() {
        Limit all = new Limit(2, 60 * RuleRun.SECOND);
        try (RuleRun run = run(limited(all, null, false), Kind.ENTERED)) {
            run.set(0, "a", 7).set(1, "b", 7).set(2, "c", 7).restart().set(3, "d", 7);
            run.set(31, "e", 7).set(32, "f", 7);
            assertEquals(List.of("entered a@0", "entered b@1", "entered e@31"), run.told());
            assertEquals(3, run.counts().limited());
        }
    }

    @Test
    void holdsEachRowToItsOwnLimit() {
        Limit one = new Limit(1, 60 * RuleRun.SECOND);
        try (RuleRun run = run(limited(null, one, false), Kind.ENTERED)) {
            run.set(0, "a", 7).set(1, "a", 1).set(2, "a", 7).set(3, "b", 7);
            run.set(59, "a", 1).set(60, "a", 7);
            assertEquals(List.of("entered a@0", "entered b@3", "entered a@60"), run.told());
        }
    }

    @Test
    void tellsLaterAndInOrderWhatIsDelayed() {
        Limit one = new Limit(1, 10 * RuleRun.SECOND);
        try (RuleRun run = run(limited(one, null, true), Kind.ENTERED, Kind.LEFT)) {
            run.set(0, "a", 7).set(1, "a", 1).set(2, "b", 7).restart();
            assertEquals(10, run.dueSeconds());
            assertEquals(2, run.counts().waiting());
            run.pass(10).pass(19).pass(20).pass(40);
            assertEquals(List.of("entered a@0", "left a@1", "entered b@2"), run.told());
            assertEquals(0, run.counts().waiting());
            assertEquals(0, run.counts().limited());
        }
    }

    @Test
    void tellsRowsOfAGroupInOneRequest() {
        try (RuleRun run =
                run(
                        grouped("{\"n\":\"{{count}}\",\"area\":\"{{group.area}}\"}", "area"),
                        Kind.ENTERED)) {
            run.set(0, "a", 7, "north").set(10, "b", 7, "south").set(20, "c", 7, "north");
            assertEquals(30, run.dueSeconds());
            run.restart().pass(30).pass(40);
            assertEquals(
                    List.of("{\"n\":2,\"area\":\"north\"}", "{\"n\":1,\"area\":\"south\"}"),
                    run.notices.stream().map(OutboxEntry::payload).toList());
            assertEquals(
                    List.of("grouped {\"area\":\"north\"}@30", "grouped {\"area\":\"south\"}@40"),
                    run.told());
        }
    }

    @Test
    void writesValuesWithTheirTypesIntoATemplate() {
        String template =
                "{\"text\":\"{{row.id}} is at {{row.level}}{{old.level}}\","
                        + "\"level\":\"{{row.level}}\",\"was\":\"{{old.level}}\","
                        + "\"row\":\"{{row}}\",\"list\":[1,\"{{transition}}\"],\"at\":\"{{now}}\"}";
        try (RuleRun run = run(body(template, false), Kind.ENTERED)) {
            run.set(1, "a\"b", 7);
            assertEquals(
                    "{\"text\":\"a\\\"b is at 7\",\"level\":7,\"was\":null,"
                            + "\"row\":{\"id\":\"a\\\"b\",\"level\":7,\"area\":\"north\"},"
                            + "\"list\":[1,\"entered\"],\"at\":\"1970-01-01T00:00:01Z\"}",
                    run.notices.getFirst().payload());
        }
    }

    @Test
    void onlyRecordsWhatAShadowWouldTell() {
        try (RuleRun run = run(body("", true), Kind.ENTERED)) {
            run.set(1, "a", 7);
            assertEquals(OutboxEntry.Status.SHADOW, run.notices.getFirst().status());
        }
    }

    @Test
    void tellsNobodyOfSilencedRowsUntilTheSilenceEnds() {
        try (RuleRun run = run(RuleRun.terms(0, 0), Kind.ENTERED)) {
            run.control(1, silence("a", 60)).set(2, "a", 7).set(3, "b", 7).restart();
            run.set(4, "a", 1).set(59, "a", 7).set(60, "a", 1).set(61, "a", 7);
            assertEquals(List.of("entered b@3", "entered a@61"), run.told());
            assertEquals(2, run.counts().silenced());
        }
    }

    private static ActionControl silence(@Nullable String key, long untilSeconds) {
        return new ActionControl(
                RuleRun.NAME,
                ActionControl.Kind.SILENCE,
                key,
                untilSeconds * RuleRun.SECOND,
                null,
                0);
    }

    @Test
    void takesTheNextStepWhenTheOneBeforeHasAnOutcomeAndItsTimeIsOver() {
        ActionTerms terms =
                steps(
                        0,
                        step("ask", 0, "always"),
                        step("remind", 60, "in"),
                        step("end", 0, "left"));
        try (RuleRun run = run(terms, Kind.ENTERED)) {
            run.set(0, "a", 7).pass(10);
            assertEquals(List.of("step ask a@0"), run.told());
            run.delivered(20).restart().pass(79);
            assertEquals(1, run.told().size());
            run.pass(80);
            assertEquals(List.of("step ask a@0", "step remind a@80"), run.told());
            run.set(81, "a", 1).delivered(90);
            assertEquals("step end a@90", run.told().getLast());
            run.delivered(91);
            assertEquals(0, run.counts().waiting());
        }
    }

    @Test
    void passesOverStepsWhoseConditionDoesNotHoldAndEndsAtTheTimeOut() {
        ActionTerms terms =
                steps(
                        100,
                        step("ask", 0, "always"),
                        step("thank", 0, "delivered"),
                        step("escalate", 10, "refused"),
                        step("late", 200, "always"));
        try (RuleRun run = run(terms, Kind.ENTERED)) {
            run.set(0, "a", 7).refused(5).pass(15);
            assertEquals(List.of("step ask a@0", "step escalate a@15"), run.told());
            run.delivered(20).pass(100).pass(400);
            assertEquals(2, run.told().size());
            assertEquals(1, run.counts().timedOut());
        }
    }

    @Test
    void stopsWritingBeyondTheDepth() {
        String looped =
                "SELECT r.id, r.level, r.area FROM readings r LEFT JOIN marks m ON m.id = r.id";
        try (RuleRun run =
                new RuleRun(RuleRun.rule(writing(false, 2), Kind.ENTERED, Kind.CHANGED), looped)) {
            run.set(0, "a", 1);
            assertEquals(1, WriteNotice.of(run.notices.getLast().payload()).depth());
            followWrite(run, 1, "a", 2);
            assertEquals(2, WriteNotice.of(run.notices.getLast().payload()).depth());
            followWrite(run, 2, "a", 3);
            assertEquals(OutboxEntry.Status.DEAD, run.notices.getLast().status());
            assertEquals(1, run.counts().tooDeep());
        }
    }

    /** The write is done, and its tick changes the row again. */
    private static void followWrite(RuleRun run, long seconds, String id, int level) {
        Batch row =
                new BatchBuilder(RuleRun.READINGS.schema(), 1).add(1, id, level, "north").build();
        run.tick(
                seconds,
                new InputChange("readings", InputChange.Op.UPSERT, row),
                new InputChange(
                        SystemTables.OUTBOX.name(),
                        InputChange.Op.UPSERT,
                        OutboxEntry.toRows(List.of(run.notices.getLast().delivered(1)))));
    }

    @Test
    void deletesWhatItWroteWhenTheRowLeaves() {
        try (RuleRun run = run(writing(true, 8), Kind.ENTERED)) {
            run.set(0, "a", 7).set(1, "a", 1);
            assertEquals(
                    List.of(
                            "{\"depth\":1,\"deletes\":false,\"table\":\"marks\",\"row\":{\"id\":\"a\"}}",
                            "{\"depth\":1,\"deletes\":true,\"table\":\"marks\",\"row\":{\"id\":\"a\"}}"),
                    run.notices.stream().map(OutboxEntry::payload).toList());
            WriteNotice read = WriteNotice.of(run.notices.getLast().payload());
            assertEquals(new WriteNotice(1, true, "{\"id\":\"a\"}"), read);
        }
    }

    /** The same ticks give the same notices with the same keys, wherever a checkpoint is taken. */
    @Test
    void makesTheSameOfTheSameTicksWithRestartsAnywhere() {
        Limit all = new Limit(3, 20 * RuleRun.SECOND);
        Limit one = new Limit(1, 15 * RuleRun.SECOND);
        ActionTerms everything =
                new ActionTerms(
                        List.of("level"),
                        12 * RuleRun.SECOND,
                        25 * RuleRun.SECOND,
                        "",
                        null,
                        all,
                        one,
                        true,
                        false,
                        null,
                        List.of(),
                        0);
        int told = 0;
        for (long seed = 1; seed <= 20; seed++) {
            List<OutboxEntry> straight = random(everything, seed, false);
            assertEquals(straight, random(everything, seed, true), "seed " + seed);
            told += straight.size();
        }
        assertTrue(told > 100, told + " notices");
    }

    private static List<OutboxEntry> random(ActionTerms terms, long seed, boolean restarts) {
        SplittableRandom random = new SplittableRandom(seed);
        SplittableRandom when = new SplittableRandom(-seed);
        try (RuleRun run = run(terms, Kind.ENTERED, Kind.CHANGED, Kind.STAYED, Kind.LEFT)) {
            long now = 0;
            for (int i = 0; i < 120; i++) {
                now += random.nextInt(5);
                String id = "k" + random.nextInt(5);
                switch (random.nextInt(8)) {
                    case 0 -> run.pass(now);
                    case 1 -> run.remove(now, id);
                    default -> run.set(now, id, random.nextInt(12));
                }
                if (restarts && when.nextInt(3) == 0) {
                    run.restart();
                }
            }
            return new ArrayList<>(run.notices);
        }
    }
}
