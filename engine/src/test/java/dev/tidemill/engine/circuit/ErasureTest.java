package dev.tidemill.engine.circuit;

import static dev.tidemill.engine.circuit.CircuitTest.AIRPORTS;
import static dev.tidemill.engine.circuit.CircuitTest.AIRPORT_SCAN;
import static dev.tidemill.engine.circuit.CircuitTest.AIRPORT_TABLE;
import static dev.tidemill.engine.circuit.CircuitTest.FLIGHTS;
import static dev.tidemill.engine.circuit.CircuitTest.column;
import static dev.tidemill.engine.circuit.CircuitTest.stats;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.plan.Join;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.plan.Project;
import dev.tidemill.algebra.plan.Scan;
import dev.tidemill.algebra.plan.SortKey;
import dev.tidemill.algebra.plan.TopN;
import dev.tidemill.engine.history.HistoryCopier;
import dev.tidemill.engine.state.PageAllocator;
import dev.tidemill.engine.state.StateSpace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A circuit that rows were erased from is one that never had them, whatever it kept of them. */
class ErasureTest {
    private static final int AT = 4;
    private static final int ORIGIN = 1;
    private static final InputTable EVENTS = new InputTable("flights", FLIGHTS, List.of(), AT);
    private static final Plan SCAN = new Scan("flights", FLIGHTS, List.of(), true, AT);
    private static final HistoryCopier NOTHING_MOVED =
            (from, _, _, _, _) -> {
                throw new AssertionError("no row has left memory: " + from);
            };

    private static final Set<String> ALL =
            Set.of("by_origin", "all", "best", "log", "joined", "over", "cities");

    private static List<LiveTable> tables() {
        Plan byOrigin = stats(SCAN, List.of(ORIGIN));
        return List.of(
                new LiveTable("by_origin", byOrigin),
                new LiveTable("all", stats(SCAN, List.of())),
                new LiveTable(
                        "best",
                        new TopN(
                                SCAN,
                                List.of(),
                                List.of(new SortKey(3, false, true), new SortKey(0, false, false)),
                                3,
                                0)),
                new LiveTable(
                        "log",
                        new Project(
                                SCAN,
                                List.of(
                                        new Project.Column("id", column(SCAN, 0)),
                                        new Project.Column("origin", column(SCAN, ORIGIN))))),
                new LiveTable(
                        "joined",
                        new Join(
                                SCAN,
                                AIRPORT_SCAN,
                                Join.Kind.INNER,
                                List.of(new Join.KeyPair(ORIGIN, 0)),
                                null)),
                new LiveTable(
                        "over",
                        stats(
                                new Scan(
                                        "joined",
                                        new Join(
                                                        SCAN,
                                                        AIRPORT_SCAN,
                                                        Join.Kind.INNER,
                                                        List.of(new Join.KeyPair(ORIGIN, 0)),
                                                        null)
                                                .schema(),
                                        List.of(),
                                        false,
                                        -1),
                                List.of(ORIGIN))),
                new LiveTable("cities", AIRPORT_SCAN));
    }

    private static Circuit circuit() {
        return Circuit.create(
                new StateSpace(PageAllocator.unbounded()),
                List.of(EVENTS, AIRPORT_TABLE),
                tables(),
                1);
    }

    private static Batch flights(Random random, long firstId, int count) {
        BatchBuilder rows = new BatchBuilder(FLIGHTS, count);
        for (int i = 0; i < count; i++) {
            rows.add(
                    1,
                    firstId + i,
                    random.nextInt(10) == 0 ? null : "A" + random.nextInt(6),
                    random.nextInt(50),
                    (double) random.nextInt(1000),
                    firstId + i);
        }
        return rows.build();
    }

    private static Batch airports() {
        BatchBuilder rows = new BatchBuilder(AIRPORTS, 8);
        for (int i = 0; i < 6; i++) {
            rows.add(1, "A" + i, "city " + i % 4);
        }
        return rows.build();
    }

    private static TickOutput step(Circuit circuit, long tick, List<InputChange> changes) {
        return circuit.step(new TickInput(tick, tick, changes, Map.of()));
    }

    private static InputChange insert(Batch rows) {
        return new InputChange("flights", InputChange.Op.INSERT, rows);
    }

    @Test
    void circuitIsAsIfItNeverHadTheRows() {
        for (int seed = 0; seed < 20; seed++) {
            compare(seed);
        }
    }

    private static void compare(int seed) {
        Random random = new Random(seed);
        String gone = "A" + random.nextInt(6);
        Erasure erasure = new Erasure("flights", ORIGIN, gone);
        try (Circuit erased = circuit();
                Circuit never = circuit()) {
            Map<String, Map<String, Long>> told = new HashMap<>();
            tables().forEach(t -> told.put(t.name(), Rows.of(erased, t.name())));
            long tick = 0;
            long id = 0;
            InputChange cities = new InputChange("airports", InputChange.Op.UPSERT, airports());
            follow(told, step(erased, ++tick, List.of(cities)));
            TickOutput ignored = step(never, tick, List.of(cities));
            int before = 1 + random.nextInt(5);
            for (int i = 0; i < before; i++) {
                Batch rows = flights(random, id, 20 + random.nextInt(40));
                id += rows.size();
                follow(told, step(erased, ++tick, List.of(insert(rows))));
                ignored = step(never, tick, List.of(insert(erasure.others(rows))));
            }
            long there = erased.find("flights", erasure).size();
            Circuit.Erased done = erased.erase(List.of(erasure), ALL, NOTHING_MOVED);
            assertEquals(there, done.rows().get("flights"), "seed " + seed);
            assertTrue(erased.takeFailures().isEmpty());
            assertEquals(
                    there == 0
                            ? Set.of()
                            : Set.of("by_origin", "all", "best", "log", "joined", "over"),
                    Set.copyOf(done.rebuilt()));
            for (int i = 0; i < 4; i++) {
                Batch rows = erasure.others(flights(random, id, random.nextInt(40)));
                id += 40;
                follow(told, step(erased, ++tick, List.of(insert(rows))));
                ignored = step(never, tick, List.of(insert(rows)));
                equal(erased, never, told, "seed " + seed + ", tick " + tick);
            }
            assertFalse(ignored.changes().containsKey("cities"));
        }
    }

    private static void follow(Map<String, Map<String, Long>> told, TickOutput output) {
        output.changes()
                .forEach(
                        (table, changes) ->
                                Rows.add(
                                        told.computeIfAbsent(table, _ -> new TreeMap<>()),
                                        changes));
    }

    private static void equal(
            Circuit erased, Circuit never, Map<String, Map<String, Long>> told, String when) {
        List<String> names = new ArrayList<>(List.of("flights"));
        tables().forEach(table -> names.add(table.name()));
        for (String name : names) {
            Map<String, Long> wanted = Rows.of(never, name);
            assertEquals(wanted, Rows.of(erased, name), when + ": " + name);
            // Whoever follows a table that only grows begins anew, and so is told no rows that go.
            if (!name.equals("flights") && !name.equals("log")) {
                assertEquals(
                        wanted,
                        told.getOrDefault(name, Map.of()),
                        when + ": what was told of " + name);
            }
        }
    }

    @Test
    void buildBesideTheTicksBeginsAgain() {
        Random random = new Random(1);
        Erasure erasure = new Erasure("flights", ORIGIN, "A1");
        try (Circuit circuit = circuit()) {
            TickOutput ignored = step(circuit, 1, List.of(insert(flights(random, 0, 500))));
            LiveTable late = new LiveTable("late", stats(SCAN, List.of(2)));
            circuit.build(List.of(List.of(late)), 1);
            boolean more = circuit.work(1);
            ignored = step(circuit, 2, List.of(insert(flights(random, 500, 50))));
            Circuit.Erased done = circuit.erase(List.of(erasure), Set.of(), NOTHING_MOVED);
            assertTrue(done.rows().getOrDefault("flights", 0L) > 0 && more, done.toString());
            ignored = step(circuit, 3, List.of());
            assertEquals(null, circuit.complete(List.of(late)));
            Batch left = circuit.find("flights", (_, _) -> true);
            assertEquals(0, erasure.found(left).size());
            long counted =
                    Rows.of(circuit, "late").keySet().stream()
                            .mapToLong(
                                    row ->
                                            Long.parseLong(
                                                    row.substring(1, row.length() - 1)
                                                            .split(", ", -1)[1]))
                            .sum();
            assertEquals(left.size(), counted);
            assertTrue(ignored.tick() == 3);
        }
    }

    @Test
    void onlyThoseThatAreFollowedAreTold() {
        Random random = new Random(3);
        try (Circuit circuit = circuit()) {
            TickOutput ignored = step(circuit, 1, List.of(insert(flights(random, 0, 300))));
            Map<String, Long> all = Rows.of(circuit, "all");
            Circuit.Erased done =
                    circuit.erase(
                            List.of(new Erasure("flights", ORIGIN, "A1")),
                            Set.of("all", "cities"),
                            NOTHING_MOVED);
            assertTrue(done.rebuilt().contains("by_origin"), done.toString());
            TickOutput output = step(circuit, 2, List.of());
            assertEquals(Set.of("all"), output.changes().keySet());
            Rows.add(all, output.changes().get("all"));
            assertEquals(Rows.of(circuit, "all"), all);
            assertEquals(Map.of(), step(circuit, 3, List.of()).changes());
        }
    }

    /** The rows alone fill the state, and tables that keep little are not blamed for that. */
    @Test
    void buildThatReadsWhatCannotBeBuiltAgainIsGivenUp() {
        PageAllocator allocator = new PageAllocator(4L << 20);
        LiveTable byOrigin = new LiveTable("by_origin", stats(SCAN, List.of(ORIGIN)));
        LiveTable late =
                new LiveTable(
                        "late",
                        new Scan("by_origin", byOrigin.plan().schema(), List.of(), false, -1));
        Random random = new Random(5);
        try (Circuit circuit =
                Circuit.create(new StateSpace(allocator), List.of(EVENTS), List.of(byOrigin), 1)) {
            long tick = 0;
            for (long id = 0; circuit.liveBytes() < 3 * allocator.budgetBytes(); id += 2000) {
                TickOutput ignored =
                        step(circuit, ++tick, List.of(insert(flights(random, id, 2000))));
            }
            assertEquals(Map.of(), circuit.takeFailures());
            circuit.build(List.of(List.of(late)), tick);
            assertEquals(1, circuit.building().size());
            Circuit.Erased done =
                    circuit.erase(
                            List.of(new Erasure("flights", ORIGIN, "A1")),
                            Set.of("by_origin"),
                            NOTHING_MOVED);
            assertEquals(List.of(), done.rebuilt());
            assertEquals(Set.of("by_origin"), circuit.takeFailures().keySet());
            assertEquals(List.of(), circuit.building());
            assertEquals(List.of(), circuit.liveTables());
            TickOutput after = step(circuit, ++tick, List.of(insert(flights(random, 0, 10))));
            assertEquals(Set.of("flights"), after.changes().keySet());
        }
    }
}
