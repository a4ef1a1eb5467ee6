package dev.tidemill.engine.circuit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.column.Interval;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.expr.Call;
import dev.tidemill.algebra.expr.ColumnRef;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.expr.Literal;
import dev.tidemill.algebra.expr.ScalarFunction;
import dev.tidemill.algebra.plan.Aggregate;
import dev.tidemill.algebra.plan.AggregateCall;
import dev.tidemill.algebra.plan.AggregateFunction;
import dev.tidemill.algebra.plan.Filter;
import dev.tidemill.algebra.plan.Join;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.plan.Project;
import dev.tidemill.algebra.plan.Scan;
import dev.tidemill.algebra.plan.SortKey;
import dev.tidemill.algebra.plan.TemporalFilter;
import dev.tidemill.algebra.plan.TopN;
import dev.tidemill.algebra.plan.Union;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.state.PageAllocator;
import dev.tidemill.engine.state.StateSpace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CircuitTest {
    static final Schema FLIGHTS =
            Schema.of(
                    Field.of("id", Type.BIGINT),
                    Field.of("origin", Type.TEXT),
                    Field.of("delay", Type.INTEGER),
                    Field.of("fare", Type.DOUBLE),
                    Field.of("at", Type.TIMESTAMP));
    static final Schema AIRPORTS =
            Schema.of(Field.of("iata", Type.TEXT), Field.of("city", Type.TEXT));
    static final InputTable FLIGHT_TABLE = new InputTable("flights", FLIGHTS, List.of(0), -1);
    static final InputTable AIRPORT_TABLE = new InputTable("airports", AIRPORTS, List.of(0), -1);
    static final Plan FLIGHT_SCAN = new Scan("flights", FLIGHTS, List.of(0), false, -1);
    static final Plan AIRPORT_SCAN = new Scan("airports", AIRPORTS, List.of(0), false, -1);

    static Expr column(Plan plan, int index) {
        return new ColumnRef(index, plan.schema().type(index));
    }

    private static AggregateCall call(
            AggregateFunction function, int argument, boolean distinct, Type type) {
        return new AggregateCall(function, argument, -1, distinct, type, function + "" + argument);
    }

    static Aggregate stats(Plan input, List<Integer> keys) {
        return new Aggregate(
                input,
                keys,
                List.of(
                        call(AggregateFunction.COUNT, -1, false, Type.BIGINT),
                        call(AggregateFunction.SUM, 2, false, Type.BIGINT),
                        call(AggregateFunction.AVG, 2, false, Type.decimal(38, 16)),
                        call(AggregateFunction.SUM, 3, false, Type.DOUBLE),
                        call(AggregateFunction.MIN, 3, false, Type.DOUBLE),
                        call(AggregateFunction.MAX, 2, false, Type.INTEGER),
                        call(AggregateFunction.COUNT, 2, true, Type.BIGINT)));
    }

    private static List<LiveTable> tables() {
        Expr late =
                Call.of(
                        ScalarFunction.GREATER,
                        Type.BOOLEAN,
                        column(FLIGHT_SCAN, 2),
                        new Literal(5, Type.INTEGER));
        Plan byOrigin = stats(FLIGHT_SCAN, List.of(1));
        Plan joined =
                new Join(
                        FLIGHT_SCAN,
                        AIRPORT_SCAN,
                        Join.Kind.LEFT,
                        List.of(new Join.KeyPair(1, 0)),
                        null);
        Plan residual =
                new Join(
                        FLIGHT_SCAN,
                        AIRPORT_SCAN,
                        Join.Kind.LEFT,
                        List.of(new Join.KeyPair(1, 0)),
                        Call.of(
                                ScalarFunction.LESS,
                                Type.BOOLEAN,
                                Call.of(
                                        ScalarFunction.LENGTH,
                                        Type.INTEGER,
                                        new ColumnRef(6, Type.TEXT)),
                                new ColumnRef(2, Type.INTEGER)));
        Plan lastHour =
                new TemporalFilter(
                        FLIGHT_SCAN,
                        column(FLIGHT_SCAN, 4),
                        Call.of(
                                ScalarFunction.TIMESTAMP_ADD,
                                Type.TIMESTAMP,
                                column(FLIGHT_SCAN, 4),
                                new Literal(Interval.ofMicros(7), Type.INTERVAL)));
        Plan ratio =
                new Project(
                        FLIGHT_SCAN,
                        List.of(
                                new Project.Column("id", column(FLIGHT_SCAN, 0)),
                                new Project.Column(
                                        "ratio",
                                        Call.of(
                                                ScalarFunction.DIVIDE,
                                                Type.INTEGER,
                                                new Literal(100, Type.INTEGER),
                                                column(FLIGHT_SCAN, 2)))));
        Plan worst =
                new TopN(
                        new Scan("by_origin", byOrigin.schema(), List.of(0), false, -1),
                        List.of(),
                        List.of(new SortKey(1, true, false), new SortKey(0, false, false)),
                        3,
                        1);
        Plan best = new TopN(FLIGHT_SCAN, List.of(1), List.of(new SortKey(3, false, true)), 2, 0);
        List<LiveTable> tables = new ArrayList<>();
        tables.add(new LiveTable("worst", worst));
        tables.add(new LiveTable("by_origin", byOrigin));
        tables.add(new LiveTable("totals", stats(FLIGHT_SCAN, List.of())));
        tables.add(new LiveTable("late", stats(new Filter(FLIGHT_SCAN, late), List.of(1))));
        tables.add(new LiveTable("cities", joined));
        tables.add(new LiveTable("residual", residual));
        tables.add(new LiveTable("last_hour", stats(lastHour, List.of(1))));
        tables.add(new LiveTable("valid", lastHour));
        tables.add(new LiveTable("ratios", ratio));
        tables.add(new LiveTable("best", best));
        tables.add(new LiveTable("twice", new Union(List.of(FLIGHT_SCAN, FLIGHT_SCAN))));
        tables.add(new LiveTable("origins", new Aggregate(FLIGHT_SCAN, List.of(1), List.of())));
        return tables;
    }

    static StateSpace space() {
        return new StateSpace(PageAllocator.unbounded());
    }

    private static Circuit circuit(StateSpace space, List<LiveTable> tables) {
        return Circuit.create(space, List.of(FLIGHT_TABLE, AIRPORT_TABLE), tables, 2);
    }

    static Batch flights(Random random, int count) {
        BatchBuilder rows = new BatchBuilder(FLIGHTS, count);
        for (int i = 0; i < count; i++) {
            int origin = random.nextInt(9);
            rows.add(
                    1,
                    (long) random.nextInt(60),
                    origin == 0 ? null : "an airport with number " + origin,
                    random.nextInt(8) == 0 ? null : random.nextInt(12),
                    random.nextInt(8) == 0 ? null : random.nextInt(1000) / 7.0 * 1e10,
                    (long) random.nextInt(150));
        }
        return rows.build();
    }

    static Batch airports(Random random, int count) {
        BatchBuilder rows = new BatchBuilder(AIRPORTS, count);
        for (int i = 0; i < count; i++) {
            rows.add(
                    1,
                    "an airport with number " + random.nextInt(9),
                    "city".substring(random.nextInt(4)));
        }
        return rows.build();
    }

    static TickInput tick(Random random, long tick) {
        List<InputChange> changes = new ArrayList<>();
        for (int n = random.nextInt(4); n > 0; n--) {
            InputChange.Op op =
                    random.nextInt(3) == 0 ? InputChange.Op.DELETE : InputChange.Op.UPSERT;
            changes.add(
                    random.nextInt(4) == 0
                            ? new InputChange("airports", op, airports(random, 3))
                            : new InputChange(
                                    "flights", op, flights(random, 1 + random.nextInt(20))));
        }
        return new TickInput(tick, tick, changes);
    }

    /** A circuit that gets the contents in one go must come to the same tables. */
    private static Circuit rebuilt(Circuit running, List<LiveTable> tables) {
        Circuit fresh = circuit(space(), tables);
        List<InputChange> changes = new ArrayList<>();
        try (CircuitSnapshot snapshot = running.snapshot()) {
            for (InputTable input : List.of(FLIGHT_TABLE, AIRPORT_TABLE)) {
                int[] all = IntStream.range(0, input.schema().size()).toArray();
                for (var part : snapshot.table(input.name()).scan(all)) {
                    for (Batch chunk = part.get(); chunk != null; chunk = part.get()) {
                        changes.add(new InputChange(input.name(), InputChange.Op.UPSERT, chunk));
                    }
                }
            }
        }
        fresh.step(new TickInput(running.tick(), running.nowMicros(), changes));
        return fresh;
    }

    @Test
    void everyTableEqualsABatchAfterEveryTick() {
        for (long seed = 1; seed <= 3; seed++) {
            Random random = new Random(seed);
            Circuit running = circuit(space(), tables());
            Map<String, Map<String, Long>> followed = new HashMap<>();
            Map<String, Map<String, Long>> followedErrors = new HashMap<>();
            for (String name : running.liveTables()) {
                followed.put(name, Rows.of(running, name));
                followedErrors.put(name, new TreeMap<>());
            }
            for (long t = 1; t <= 40; t++) {
                TickOutput output = running.step(tick(random, t));
                Circuit fresh = rebuilt(running, tables());
                for (String name : running.liveTables()) {
                    String where = name + ", seed " + seed + ", tick " + t;
                    assertEquals(Rows.of(fresh, name), Rows.of(running, name), where);
                    assertEquals(Rows.errors(fresh, name), Rows.errors(running, name), where);
                    Rows.add(followed.get(name), output.changes().get(name));
                    assertEquals(Rows.of(running, name), followed.get(name), where);
                    Rows.add(followedErrors.get(name), output.errors().get(name));
                    assertEquals(Rows.errors(running, name), followedErrors.get(name), where);
                }
                fresh.close();
            }
            running.close();
        }
    }

    /** Which shares nodes with others and is scanned by some. */
    @Test
    void anAbandonedTableTakesOnlyItsReadersWithItAndMayComeBack() {
        for (long seed = 1; seed <= 12; seed++) {
            Random random = new Random(seed);
            List<LiveTable> all = tables();
            Circuit running = circuit(space(), all);
            for (long t = 1; t <= 10; t++) {
                running.step(tick(random, t));
            }
            List<String> before = running.liveTables();
            running.abandon(before.get(random.nextInt(before.size())));
            List<String> left = running.liveTables();
            assertTrue(left.size() < before.size(), "seed " + seed);
            for (long t = 11; t <= 16; t++) {
                running.step(tick(random, t));
                assertAsRebuilt(running, all, left, "seed " + seed + ", tick " + t);
            }
            for (String name : before) {
                all.stream()
                        .filter(table -> table.name().equals(name))
                        .forEach(table -> running.replace(table, running.nowMicros()));
            }
            for (long t = 17; t <= 22; t++) {
                running.step(tick(random, t));
                assertAsRebuilt(running, all, before, "seed " + seed + ", tick " + t);
            }
            assertTrue(running.takeFailures().isEmpty());
            running.close();
        }
    }

    @Test
    void tableWithAnothersPlanTakesItsRowsAndGoesOnWithoutIt() {
        Random random = new Random(11);
        Circuit running = circuit(space(), tables());
        for (long t = 1; t <= 10; t++) {
            running.step(tick(random, t));
        }
        List<String> originals = running.liveTables();
        List<LiveTable> twins = new ArrayList<>();
        for (LiveTable table : tables()) {
            LiveTable twin = new LiveTable(table.name() + "_twin", table.plan());
            long rows = Rows.of(running, table.name()).values().stream().mapToLong(n -> n).sum();
            if (!table.isLog()) {
                assertEquals(rows, running.rowsBelow(List.of(twin)), table.name());
            }
            running.replace(twin, 0);
            twins.add(twin);
            assertEquals(Rows.of(running, table.name()), Rows.of(running, twin.name()));
        }
        for (long t = 11; t <= 20; t++) {
            running.step(tick(random, t));
            for (LiveTable table : tables()) {
                assertEquals(
                        Rows.of(running, table.name()),
                        Rows.of(running, table.name() + "_twin"),
                        table.name());
            }
        }
        // One that others scan by its name stays.
        for (String name : originals.reversed()) {
            if (!name.equals("by_origin")) {
                running.drop(name);
            }
        }
        List<LiveTable> left = new ArrayList<>(twins);
        tables().stream().filter(table -> table.name().equals("by_origin")).forEach(left::add);
        for (long t = 21; t <= 30; t++) {
            running.step(tick(random, t));
            Circuit fresh = rebuilt(running, left);
            for (String name : running.liveTables()) {
                assertEquals(Rows.of(fresh, name), Rows.of(running, name), name);
            }
            fresh.close();
        }
        running.close();
    }

    private static void assertAsRebuilt(
            Circuit running, List<LiveTable> all, List<String> names, String where) {
        Circuit fresh = rebuilt(running, all);
        for (String name : names) {
            assertEquals(Rows.of(fresh, name), Rows.of(running, name), name + ", " + where);
            assertEquals(Rows.errors(fresh, name), Rows.errors(running, name), name + ", " + where);
        }
        fresh.close();
    }

    @Test
    void aTableReplacedWhileRunningAnnouncesTheDifference() {
        Random random = new Random(7);
        Circuit running = circuit(space(), tables());
        for (long t = 1; t <= 20; t++) {
            running.step(tick(random, t));
        }
        Map<String, Long> before = Rows.of(running, "by_origin");
        Map<String, Long> worst = Rows.of(running, "worst");
        Plan filtered =
                new Filter(
                        FLIGHT_SCAN,
                        Call.of(ScalarFunction.IS_NOT_NULL, Type.BOOLEAN, column(FLIGHT_SCAN, 2)));
        LiveTable replacement = new LiveTable("by_origin", stats(filtered, List.of(1)));
        running.replace(replacement, 0);
        List<LiveTable> tables = new ArrayList<>(tables());
        tables.removeIf(table -> table.name().equals("by_origin"));
        tables.add(replacement);
        for (long t = 21; t <= 40; t++) {
            TickOutput output = running.step(tick(random, t));
            Rows.add(before, output.changes().get("by_origin"));
            Rows.add(worst, output.changes().get("worst"));
            assertEquals(Rows.of(running, "by_origin"), before);
            assertEquals(Rows.of(running, "worst"), worst);
            Circuit fresh = rebuilt(running, tables);
            for (String name : running.liveTables()) {
                assertEquals(Rows.of(fresh, name), Rows.of(running, name), name);
            }
        }
        assertThrows(TidemillException.class, () -> running.drop("by_origin"));
        running.drop("worst");
        running.drop("by_origin");
        assertTrue(!running.liveTables().contains("worst"));
    }

    @Test
    void goesOnOverTheSameStateAsIfNothingHadHappened() {
        Random random = new Random(11);
        StateSpace space = space();
        Circuit first = circuit(space, tables());
        for (long t = 1; t <= 20; t++) {
            first.step(tick(random, t));
        }
        Circuit second = circuit(space, tables());
        assertEquals(20, second.tick());
        for (long t = 21; t <= 30; t++) {
            second.step(tick(random, t));
            Circuit fresh = rebuilt(second, tables());
            for (String name : second.liveTables()) {
                assertEquals(Rows.of(fresh, name), Rows.of(second, name), name);
            }
        }
    }

    @Test
    void anAggregateWithoutKeysHasARowFromTheBeginning() {
        Circuit empty = circuit(space(), tables());
        assertEquals(Map.of("[0, null, null, null, null, null, 0]", 1L), Rows.of(empty, "totals"));
        TickOutput output = empty.step(new TickInput(1, 1, List.of()));
        assertTrue(output.changes().isEmpty());
    }

    @Test
    void rowsOfAnEventTableAppearAndExpireByThemselves() {
        Schema schema = Schema.of(Field.of("id", Type.BIGINT), Field.of("at", Type.TIMESTAMP));
        InputTable events = new InputTable("events", schema, List.of(), 1);
        Plan scan = new Scan("events", schema, List.of(), true, 1);
        Plan valid =
                new TemporalFilter(
                        scan,
                        column(scan, 1),
                        Call.of(
                                ScalarFunction.TIMESTAMP_ADD,
                                Type.TIMESTAMP,
                                column(scan, 1),
                                new Literal(Interval.ofMicros(5), Type.INTERVAL)));
        Circuit running =
                Circuit.create(space(), List.of(events), List.of(new LiveTable("valid", valid)), 1);
        Random random = new Random(5);
        List<long[]> all = new ArrayList<>();
        for (long now = 1; now <= 80; now++) {
            BatchBuilder rows = new BatchBuilder(schema, 8);
            for (int n = random.nextInt(8); n > 0 && now < 60; n--) {
                long[] row = {all.size(), now - 8 + random.nextInt(16)};
                rows.add(1, row[0], row[1]);
                all.add(row);
            }
            running.step(
                    new TickInput(
                            now,
                            now,
                            List.of(
                                    new InputChange(
                                            "events", InputChange.Op.INSERT, rows.build()))));
            Map<String, Long> expected = new TreeMap<>();
            for (long[] row : all) {
                if (row[1] <= now && now < row[1] + 5) {
                    expected.put("[" + row[0] + ", " + row[1] + "]", 1L);
                }
            }
            assertEquals(expected, Rows.of(running, "valid"), "at " + now);
        }
    }

    @Test
    void whatOnlySnapshotsSeeIsNotDueToLeaveMemoryAgain() {
        Schema schema = Schema.of(Field.of("id", Type.BIGINT));
        Circuit running =
                Circuit.create(
                        space(),
                        List.of(new InputTable("events", schema, List.of(), -1)),
                        List.of(),
                        1);
        BatchBuilder rows = new BatchBuilder(schema, 10_000);
        for (long id = 0; id < 10_000; id++) {
            rows.add(1, id);
        }
        running.step(
                new TickInput(
                        1,
                        1,
                        List.of(new InputChange("events", InputChange.Op.INSERT, rows.build()))));
        HotTable events = running.hotTables().getFirst();
        try (CircuitSnapshot published = running.snapshot()) {
            assertTrue(events.hotBytes() > 0);
            events.seal();
            events.moved();
            assertEquals(0, events.hotBytes());
            assertEquals(10_000, published.table("events").rows());
        }
    }

    @Test
    void looksUpByKey() {
        Circuit running = circuit(space(), tables());
        running.step(tick(new Random(3), 1));
        running.step(
                new TickInput(
                        2,
                        2,
                        List.of(
                                new InputChange(
                                        "flights",
                                        InputChange.Op.UPSERT,
                                        new BatchBuilder(FLIGHTS, 1)
                                                .add(1, 99L, "XYZ", 3, 2.5, 0L)
                                                .build()))));
        try (CircuitSnapshot snapshot = running.snapshot()) {
            Batch row = snapshot.table("by_origin").lookup(List.of("XYZ"));
            assertEquals(1, row.size());
            assertEquals(1L, row.row(0).get(1));
            assertEquals(0, snapshot.table("by_origin").lookup(List.of("none")).size());
        }
    }
}
