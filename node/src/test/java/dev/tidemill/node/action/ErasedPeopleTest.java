package dev.tidemill.node.action;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.actions.OutboxEntry;
import dev.tidemill.node.forget.SubjectInActions;
import dev.tidemill.node.record.ErasureEntry;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A notice that was on its way when its person was erased is known when it arrives. */
class ErasedPeopleTest {
    private static final ErasureEntry ADA =
            new ErasureEntry(
                    "id",
                    "officer",
                    "salt",
                    "ada",
                    List.of(),
                    List.of(new ErasureEntry.Notice("tell", "who")));

    private static OutboxEntry notice(String who, long tick) {
        return new OutboxEntry(
                who + tick,
                "tell",
                "entered",
                who,
                "{\"row\":{\"who\":\"" + who + "\"}}",
                OutboxEntry.Status.PENDING,
                0,
                null,
                tick,
                1);
    }

    @Test
    void noticesOfTheErasuresTickAndBeforeAreTheirs() {
        ErasedPeople erased = new ErasedPeople();
        erased.follow(9, List.of());
        assertFalse(erased.has(notice("ada", 9)));
        erased.follow(10, List.of(SubjectInActions.of(ADA, List.of())));
        erased.follow(11, List.of());
        assertTrue(erased.has(notice("ada", 9)));
        assertTrue(erased.has(notice("ada", 10)));
        assertFalse(erased.has(notice("ada", 11)), "rows behind an erasure are new ones");
        OutboxEntry grace = notice("grace", 9);
        assertEquals(List.of(grace), erased.others(List.of(notice("ada", 9), grace)));
        erased.follow(11 + ErasedPeople.TICKS_MAX, List.of());
        assertFalse(erased.has(notice("ada", 9)), "their value is not kept");
    }
}
