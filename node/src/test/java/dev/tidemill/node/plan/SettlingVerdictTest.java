package dev.tidemill.node.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.node.status.Status;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What new definitions are held to. */
class SettlingVerdictTest {
    private static final Settling SPENT =
            new Settling(
                    "new",
                    "old",
                    0,
                    1,
                    Map.of("spent", 2L),
                    Set.of("spent/known", "orders/known"),
                    Set.of("spent/known"),
                    Set.of("broken"));

    private static Status status(
            List<Status.TableStatus> tables,
            List<Status.SuspendedStatus> suspended,
            List<Status.BuildingStatus> building,
            List<Status.CheckStatus> checks) {
        return new Status(
                "shop",
                "shop",
                1,
                "2001-01-01T00:00:00Z",
                new Status.ClockStatus("system", 1, false),
                0,
                0,
                0,
                0,
                0,
                new Status.MemoryStatus(0, 0, 0, 0, 0, 0, null, null),
                new Status.JournalStatus(0, 0),
                new Status.CheckpointStatus(0, 0),
                0,
                "running",
                null,
                null,
                List.of(),
                List.of(),
                tables,
                suspended,
                building,
                List.of(),
                checks,
                new Status.ReaderStatus(0, 0, 0, 0, 0, 0, 0, 0, 0),
                new Status.QueryEngineStatus("ok", 0, null, 0, 0, 0, 0, 0, 0));
    }

    private static Status.TableStatus table(String name, long errors) {
        return new Status.TableStatus(
                name, "live", "public", 0, 0, 0, 0, errors, 0, 0, 0, 0, 0, null, List.of(),
                List.of(), List.of(), null, null, List.of(), List.of());
    }

    private static Status.BuildingStatus building(String name, @Nullable String problem) {
        return new Status.BuildingStatus(name, 5, 10, 1, true, "SELECT 1", problem, false);
    }

    private static Status.CheckStatus check(String table, String name, String state) {
        return new Status.CheckStatus(table, name, null, "error", "alert", "<= 5", 6.0, state);
    }

    private static String reason(Status status) {
        return assertInstanceOf(SettlingVerdict.Failed.class, SettlingVerdict.of(SPENT, status))
                .reason();
    }

    @Test
    void soundWhenNothingIsWrong() {
        Status status =
                status(
                        List.of(table("spent", 3), table("other", 99)),
                        List.of(suspended("broken")),
                        List.of(building("other", null)),
                        List.of(
                                check("spent", "known", "failing"),
                                check("orders", "known", "failing"),
                                check("orders", "new", "passing")));
        assertEquals(new SettlingVerdict.Sound(), SettlingVerdict.of(SPENT, status));
    }

    private static Status.SuspendedStatus suspended(String name) {
        return new Status.SuspendedStatus(name, "TM4014", "failed", 1L, "SELECT 1", false);
    }

    @Test
    void waitsForWhatIsBuilt() {
        Status status = status(List.of(), List.of(), List.of(building("spent", null)), List.of());
        assertEquals(
                new SettlingVerdict.Building(List.of(new ApplyState.Build("spent", 5, 10))),
                SettlingVerdict.of(SPENT, status));
    }

    @Test
    void failsWhenATableIsSuspended() {
        String reason = reason(status(List.of(), List.of(suspended("rich")), List.of(), List.of()));
        assertTrue(reason.contains("rich") && reason.contains("TM4014"), reason);
    }

    @Test
    void failsWhenATableIsNotBuilt() {
        String reason =
                reason(
                        status(
                                List.of(),
                                List.of(),
                                List.of(building("spent", "TM4042 too little")),
                                List.of()));
        assertTrue(reason.contains("TM4042"), reason);
    }

    @Test
    void failsWithMoreErrorRowsThanTheBound() {
        String reason = reason(status(List.of(table("spent", 4)), List.of(), List.of(), List.of()));
        assertTrue(reason.contains("spent: 4, 2 more than before, of 1 at most"), reason);
    }

    @Test
    void failsWithACheckThatIsNewOrOfATableThatChanged() {
        assertTrue(
                reason(
                                status(
                                        List.of(),
                                        List.of(),
                                        List.of(),
                                        List.of(check("orders", "new", "failing"))))
                        .contains("orders"));
        assertTrue(
                reason(
                                status(
                                        List.of(),
                                        List.of(),
                                        List.of(),
                                        List.of(check("spent", "other", "failing"))))
                        .contains("spent"));
    }
}
