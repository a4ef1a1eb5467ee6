package dev.tidemill.node.forget;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.actions.ActionControl;
import dev.tidemill.actions.DeliveryAttempt;
import dev.tidemill.actions.OutboxEntry;
import dev.tidemill.actions.Transition;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.node.record.ActionRule;
import dev.tidemill.node.record.ActionTerms;
import dev.tidemill.node.record.ErasureEntry;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A person is found in what actions told and wait for, and others are not taken for them. */
class SubjectInActionsTest {
    private static final String BODY =
            "{\"text\":\"{{row.who}} owes {{row.n}}\",\"n\":\"{{row.n}}\",\"was\":\"{{old}}\","
                    + "\"level\":7}";

    private static ErasureEntry erasure(String subject) {
        return new ErasureEntry(
                "id",
                "officer",
                "salt",
                subject,
                List.of(),
                List.of(
                        new ErasureEntry.Notice("tell", "who"),
                        new ErasureEntry.Notice("shout", "who"),
                        new ErasureEntry.Notice("put", "who"),
                        new ErasureEntry.Notice("warn", ErasureEntry.Notice.NO_COLUMN)));
    }

    private static ActionRule rule(String name, String body, ActionTerms.@Nullable Write write) {
        ActionTerms terms =
                new ActionTerms(
                        List.of(), 0, 0, body, null, null, null, false, false, write, List.of(), 0);
        return new ActionRule(
                name, "1", "t", List.of("id"), Set.of(Transition.Kind.ENTERED), null, terms);
    }

    private static final List<ActionRule> RULES =
            List.of(
                    rule("tell", "", null),
                    rule("shout", BODY, null),
                    rule(
                            "put",
                            "",
                            new ActionTerms.Write(
                                    "flags",
                                    "{\"id\":\"{{row.id}}\",\"who\":\"{{row.who}}\",\"n\":7}",
                                    false,
                                    false,
                                    8)));

    private static final SubjectInActions SEVEN = SubjectInActions.of(erasure("7"), RULES);
    private static final SubjectInActions ADA = SubjectInActions.of(erasure("ada"), RULES);

    private static OutboxEntry notice(String action, String rowKey, String payload) {
        return new OutboxEntry(
                "k", action, "entered", rowKey, payload, OutboxEntry.Status.PENDING, 0, null, 1, 1);
    }

    private static boolean isIn(SubjectInActions person, String action, String payload) {
        return person.isIn(notice(action, "1", payload));
    }

    @Test
    void ownFormIsTheirsByTheColumnsOfItsAction() {
        assertTrue(isIn(SEVEN, "tell", "{\"action\":\"tell\",\"row\":{\"who\":7,\"n\":1}}"));
        assertTrue(isIn(SEVEN, "tell", "{\"row\":{\"who\":8},\"old\":{\"who\":7}}"));
        assertFalse(isIn(SEVEN, "tell", "{\"row\":{\"who\":8,\"n\":7}}"));
        assertFalse(isIn(SEVEN, "warn", "{\"row\":{\"n\":7}}"));
    }

    @Test
    void actionThatIsGoneIsLookedThroughAsAWhole() {
        assertTrue(isIn(SEVEN, "gone", "{\"row\":{\"buyer\":7}}"));
        assertTrue(isIn(SEVEN, "gone", "{\"row\":{\"n\":1,\"by\":\"7\"}}"));
        assertFalse(isIn(SEVEN, "gone", "{\"tick\":7,\"row\":{\"n\":17}}"));
        assertTrue(isIn(ADA, "gone", "{\"text\":[\"ada is late\"]}"));
        assertFalse(isIn(ADA, "gone", "{\"text\":[\"adaline is late\"]}"));
    }

    @Test
    void groupIsTheirsByAnyOfItsRowsAndByWhatTheyShare() {
        String others = "{\"group\":{\"who\":\"bob\"},\"rows\":[{\"row\":{\"who\":\"bob\"}}]}";
        assertFalse(isIn(ADA, "tell", others));
        assertTrue(
                isIn(
                        ADA,
                        "tell",
                        others.replace("\"row\":{\"who\":\"bob\"", "\"row\":{\"who\":\"ada\"")));
        assertTrue(
                isIn(
                        ADA,
                        "tell",
                        others.replace(
                                "\"group\":{\"who\":\"bob\"", "\"group\":{\"who\":\"ada\"")));
        assertTrue(ADA.isKey("tell", "{\"who\":\"ada\"}"));
        assertFalse(ADA.isKey("tell", "{\"area\":\"ada\"}"));
    }

    @Test
    void bodyOfItsOwnIsReadBackByItsTemplate() {
        String body = "{\"text\":\"%s owes %d\",\"n\":%d,\"was\":%s,\"level\":7}";
        assertTrue(isIn(ADA, "shout", body.formatted("ada", 1, 1, "null")));
        assertTrue(isIn(ADA, "shout", body.formatted("bob", 1, 1, "{\"who\":\"ada\"}")));
        assertFalse(isIn(ADA, "shout", body.formatted("bob", 1, 1, "{\"n\":\"ada\"}")));
        assertFalse(
                isIn(ADA, "shout", body.formatted("ada.1", 1, 1, "null").replace("ada.1", "adam")));
        assertFalse(
                isIn(SEVEN, "shout", body.formatted("8", 1, 7, "null")),
                "a number of another column, and one of the template");
        assertTrue(
                isIn(SEVEN, "shout", "{\"another\":{\"template\":7}}"),
                "what another template made is looked through as a whole");
    }

    @Test
    void whatIsWrittenIsReadBackByItsTemplate() {
        String write = "{\"depth\":1,\"deletes\":false,\"table\":\"flags\",\"row\":%s}";
        assertTrue(isIn(SEVEN, "put", write.formatted("{\"id\":1,\"who\":7,\"n\":7}")));
        assertFalse(isIn(SEVEN, "put", write.formatted("{\"id\":7,\"who\":8,\"n\":7}")));
    }

    @Test
    void keyIsTheirsWhenItsColumnIs() {
        ActionRule byWho =
                new ActionRule(
                        "tell",
                        "1",
                        "t",
                        List.of("id", "who"),
                        Set.of(Transition.Kind.ENTERED),
                        null,
                        ActionTerms.PLAIN);
        SubjectInActions seven = SubjectInActions.of(erasure("7"), List.of(byWho));
        assertTrue(seven.isKey("tell", "1\u001f7"));
        assertFalse(seven.isKey("tell", "7\u001f8"));
        assertTrue(seven.isKey("gone", "7"));
        assertTrue(
                seven.isIn(
                        new ActionControl(
                                "tell", ActionControl.Kind.SILENCE, "1\u001f7", null, null, 1)));
        assertFalse(
                seven.isIn(
                        new ActionControl(
                                "tell", ActionControl.Kind.PAUSE, null, null, "at 17", 1)));
    }

    @Test
    void attemptIsTheirsByItsDeliveryAndByWhatAReceiverRepeats() {
        DeliveryAttempt attempt =
                new DeliveryAttempt("k", "tell", "1", 1, 1, "dead", 403, "HTTP 403: no ada", 3);
        assertTrue(ADA.isIn(attempt, Set.of()));
        assertFalse(SEVEN.isIn(attempt, Set.of("l")));
        assertTrue(SEVEN.isIn(attempt, Set.of("k")));
        assertEquals(attempt, DeliveryAttempt.fromRow(attempt.toRow(4), 0));
    }

    @Test
    void rowIsTheirsByTheColumnsOfItsAction() {
        Schema schema =
                Schema.of(new Field("id", Type.BIGINT, false), new Field("who", Type.BIGINT, true));
        ActionRule tell = RULES.getFirst();
        assertTrue(SEVEN.isRow(tell, new BatchBuilder(schema, 1).add(1, 1L, 7L).build(), 0));
        assertFalse(SEVEN.isRow(tell, new BatchBuilder(schema, 1).add(1, 7L, null).build(), 0));
    }
}
