package dev.tidemill.testkit.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.engine.circuit.Circuit;
import dev.tidemill.engine.circuit.HotTable;
import dev.tidemill.engine.circuit.InputChange;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.engine.circuit.Lateness;
import dev.tidemill.engine.circuit.LiveTable;
import dev.tidemill.engine.circuit.TickInput;
import dev.tidemill.engine.circuit.TickOutput;
import dev.tidemill.engine.state.PageAllocator;
import dev.tidemill.engine.state.Region;
import dev.tidemill.engine.state.StateSpace;
import dev.tidemill.testkit.fixture.SqlTables;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Readers of a replaced table whose state has to be made anew, and for which there is no memory:
 * they are gone as if they had failed in a tick, and the others go on.
 */
class ReadersAnewTest {
    private static final InputTable EVENTS = Tables.EVENTS.withLateness(Lateness.of(2, 0));

    private static final Map<String, String> READERS =
            Map.of(
                    "alone", "SELECT count(*) AS n FROM events",
                    "counted", "SELECT count(*) AS n FROM x",
                    "hourly",
                            "SELECT date_trunc('hour', happened) AS hour, count(*) AS n"
                                    + " FROM x GROUP BY 1",
                    "joined",
                            "SELECT e.id, x.happened FROM events e"
                                    + " JOIN x ON e.happened = x.happened AND e.id = x.id",
                    "total", "SELECT sum(n) AS n FROM hourly");

    private static final List<LiveTable> FORMER = plan("SELECT id, happened FROM events");
    private static final LiveTable NEWER =
            plan("SELECT id, happened FROM events WHERE id < 8").stream()
                    .filter(table -> table.name().equals("x"))
                    .findFirst()
                    .orElseThrow();

    private final PageAllocator allocator = new PageAllocator(8L << 20);
    private final StateSpace space = new StateSpace(allocator);

    private static List<LiveTable> plan(String x) {
        Map<String, String> queries = new TreeMap<>(READERS);
        queries.put("x", x);
        return SqlTables.plan(List.of(EVENTS), queries);
    }

    private static TickInput rows(long tick, int... ids) {
        BatchBuilder rows = new BatchBuilder(EVENTS.schema(), ids.length);
        for (int id : ids) {
            rows.add(1, id, "kind", tick, new BigDecimal("1.00"), 1.0, true);
        }
        return new TickInput(
                tick,
                tick,
                List.of(new InputChange("events", InputChange.Op.INSERT, rows.build())));
    }

    /** A circuit whose event table has lost rows that its live tables have seen. */
    private Circuit begun() {
        Circuit circuit = Circuit.create(space, List.of(EVENTS), FORMER, 1);
        circuit.step(rows(1, 7, 8, 9));
        for (HotTable table : circuit.hotTables()) {
            if (table.name().equals("events")) {
                table.drop(2, 1);
            }
        }
        return circuit;
    }

    /** Rows of a table of another circuit, which is more than the budget and a quarter. */
    private List<Region> muchState(StateSpace other) {
        try (Circuit circuit =
                Circuit.create(other, List.of(Tables.ITEMS), List.<LiveTable>of(), 1)) {
            for (int tick = 1; allocator.bytes() < 12L << 20; tick++) {
                BatchBuilder rows = new BatchBuilder(Tables.ITEMS.schema(), 1_000);
                for (int row = 0; row < 1_000; row++) {
                    rows.add(1, tick * 1_000 + row, row + "x".repeat(100), 1, (long) row);
                }
                circuit.step(
                        new TickInput(
                                tick,
                                tick,
                                List.of(
                                        new InputChange(
                                                "items", InputChange.Op.UPSERT, rows.build()))));
            }
        }
        return other.regions().stream()
                .filter(region -> !region.name().node().equals("circuit"))
                .toList();
    }

    private static void requireGone(Circuit circuit, ErrorCode code) {
        Map<String, RuntimeException> failures = circuit.takeFailures();
        assertEquals(Set.of("hourly", "joined"), failures.keySet());
        failures.forEach(
                (name, cause) -> assertEquals(code, ((TidemillException) cause).errorCode(), name));
        assertEquals(
                Set.of("alone", "counted", "x"),
                new HashSet<>(circuit.liveTables()),
                "those that read them are gone too");
        TickOutput output = circuit.step(rows(2, 5));
        assertTrue(output.changes().containsKey("counted"));
        assertEquals(Map.of(), circuit.takeFailures());
        circuit.replace(
                FORMER.stream().filter(t -> t.name().equals("hourly")).findFirst().orElseThrow(),
                2);
        assertTrue(circuit.liveTables().contains("hourly"), "it can be built again");
        circuit.step(rows(3, 6));
        assertEquals(Map.of(), circuit.takeFailures());
    }

    @Test
    void areMadeAnewWhenThereIsRoom() {
        try (Circuit circuit = begun()) {
            circuit.build(List.of(List.of(NEWER)), 1);
            assertNull(circuit.complete(List.of(NEWER)));
            assertEquals(Map.of(), circuit.takeFailures());
            assertEquals(FORMER.size(), circuit.liveTables().size());
        }
    }

    @Test
    void areGoneWhenThereIsNoRoomBehindABuild() {
        try (Circuit circuit = begun()) {
            circuit.build(List.of(List.of(NEWER)), 1);
            StateSpace other = new StateSpace(allocator);
            Filling filling = new Filling(other);
            assertNull(circuit.complete(List.of(NEWER), filling));
            filling.free();
            requireGone(circuit, ErrorCode.BUILD_OVER_BUDGET);
        }
    }

    @Test
    void areGoneWhenThereIsNoRoomBehindAReplacement() {
        try (Circuit circuit = begun()) {
            Filling filling = new Filling(new StateSpace(allocator));
            circuit.replace(NEWER, 1, filling);
            filling.free();
            requireGone(circuit, ErrorCode.BUILD_OVER_BUDGET);
        }
    }

    @Test
    void areNotTriedWhenItIsKnownThatTheyFail() {
        Function<LiveTable, @Nullable RuntimeException> known =
                _ -> new TidemillException(ErrorCode.MEMORY_LIMIT, "as before");
        try (Circuit circuit = begun()) {
            circuit.build(List.of(List.of(NEWER)), 1);
            assertNull(circuit.complete(List.of(NEWER), known));
            requireGone(circuit, ErrorCode.MEMORY_LIMIT);
        }
    }

    /** Memory fills up behind the replacement itself. */
    private final class Filling implements Function<LiveTable, @Nullable RuntimeException> {
        private final StateSpace other;
        private List<Region> much = List.of();

        Filling(StateSpace other) {
            this.other = other;
        }

        @Override
        public @Nullable RuntimeException apply(LiveTable reader) {
            if (much.isEmpty()) {
                much = muchState(other);
                much.forEach(region -> space.adopt(other, region));
            }
            return null;
        }

        void free() {
            much.forEach(space::drop);
        }
    }
}
