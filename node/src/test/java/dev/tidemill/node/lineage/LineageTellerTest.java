package dev.tidemill.node.lineage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tidemill.algebra.json.Json;
import dev.tidemill.catalog.Entry;
import dev.tidemill.catalog.EntryKind;
import dev.tidemill.catalog.ProjectCatalog;
import dev.tidemill.sql.lineage.Dependencies;
import dev.tidemill.sql.lineage.Influence;
import dev.tidemill.sql.lineage.Origin;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class LineageTellerTest {
    private static final Entry ORDERS = entry("orders", EntryKind.KEYED, Dependencies.NONE, "");
    private static final Entry SPENT =
            entry(
                    "spent",
                    EntryKind.LIVE,
                    Dependencies.of(Origin.rows("orders"), Influence.ROWS),
                    "first");
    private static final Instant BEGIN = Instant.parse("2001-01-01T00:00:00Z");

    private final List<String> told = new ArrayList<>();
    private long runs;
    private final LineageTeller teller =
            new LineageTeller(
                    Duration.ofMinutes(5),
                    () -> new UUID(0, ++runs),
                    event -> told.add(what(event)));

    private static Entry entry(String name, EntryKind kind, Dependencies rows, String about) {
        return new Entry(name, name, kind, "", about, List.of(), List.of(), List.of(), rows);
    }

    /** The kind of the event, the run's number and the job or dataset. */
    private static String what(Json event) {
        String text = event.text();
        String kind = text.replaceAll(".*\\$defs/(DatasetEvent|JobEvent|RunEvent)\".*", "$1");
        if (!kind.equals("RunEvent")) {
            return kind;
        }
        return text.replaceAll(".*\"eventType\": \"(\\w+)\".*", "$1")
                + " "
                + text.replaceAll(".*\"runId\": \"[^\"]*(\\d)\".*", "$1");
    }

    private void look(Duration after, Map<String, Long> rows, Set<String> suspended, Entry... of) {
        told.clear();
        teller.look(
                new LineageView(new ProjectCatalog("shop", List.of(of)), rows, suspended),
                BEGIN.plus(after));
    }

    @Test
    void tellsWhatIsDefinedOnceAndThatARunBegins() {
        look(Duration.ZERO, Map.of("orders", 1L, "spent", 1L), Set.of(), ORDERS, SPENT);
        assertEquals(List.of("DatasetEvent", "JobEvent", "START 1"), told);

        look(Duration.ofSeconds(1), Map.of("orders", 2L, "spent", 2L), Set.of(), ORDERS, SPENT);
        assertEquals(List.of(), told);
    }

    @Test
    void tellsNowAndThenThatARunGoesOn() {
        Map<String, Long> rows = Map.of("orders", 1L, "spent", 1L);
        look(Duration.ZERO, rows, Set.of(), ORDERS, SPENT);

        look(Duration.ofMinutes(5), rows, Set.of(), ORDERS, SPENT);
        assertEquals(List.of("RUNNING 1"), told);
        look(Duration.ofMinutes(9), rows, Set.of(), ORDERS, SPENT);
        assertEquals(List.of(), told);
        look(Duration.ofMinutes(10), rows, Set.of(), ORDERS, SPENT);
        assertEquals(List.of("RUNNING 1"), told);
    }

    @Test
    void abortsTheRunOfASuspendedTableAndBeginsAnotherWhenItIsBack() {
        Map<String, Long> rows = Map.of("orders", 1L, "spent", 1L);
        look(Duration.ZERO, rows, Set.of(), ORDERS, SPENT);

        look(Duration.ofSeconds(1), Map.of("orders", 1L), Set.of("spent"), ORDERS);
        assertEquals(List.of("ABORT 1"), told);
        look(Duration.ofSeconds(2), rows, Set.of(), ORDERS, SPENT);
        assertEquals(List.of("JobEvent", "START 2"), told);
    }

    @Test
    void completesTheRunOfADroppedTable() {
        look(Duration.ZERO, Map.of("orders", 1L, "spent", 1L), Set.of(), ORDERS, SPENT);

        look(Duration.ofSeconds(1), Map.of("orders", 1L), Set.of(), ORDERS);
        assertEquals(List.of("COMPLETE 1"), told);
    }

    @Test
    void anotherQueryIsAnotherRun() {
        Map<String, Long> rows = Map.of("orders", 1L, "spent", 1L);
        look(Duration.ZERO, rows, Set.of(), ORDERS, SPENT);

        Entry other = entry("spent", EntryKind.LIVE, SPENT.rows(), "second");
        look(Duration.ofSeconds(1), rows, Set.of(), ORDERS, other);
        assertEquals(List.of("JobEvent", "COMPLETE 1", "START 2"), told);
    }

    @Test
    void allRunsAreCompleteWhenTheMillStops() {
        look(Duration.ZERO, Map.of("orders", 1L, "spent", 1L), Set.of(), ORDERS, SPENT);
        told.clear();

        teller.stop(new ProjectCatalog("shop", List.of(ORDERS, SPENT)), BEGIN);
        assertEquals(List.of("COMPLETE 1"), told);
    }
}
