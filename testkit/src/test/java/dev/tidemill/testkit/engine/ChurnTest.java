package dev.tidemill.testkit.engine;

import static dev.tidemill.testkit.fixture.LiveTableAssertion.assertThat;

import dev.tidemill.algebra.column.Interval;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.plan.Scan;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.engine.circuit.Lateness;
import dev.tidemill.engine.circuit.LiveTable;
import dev.tidemill.testkit.random.RandomPlans;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/**
 * Live tables that share what they keep come and go while data flows and old rows are dropped. When
 * a build is complete depends on its reader's thread, so a seed does not always do the same. {@code
 * -Dtidemill.long=true} tries {@code -Dtidemill.count} new seeds of each kind, {@code
 * -Dtidemill.seed} repeats one.
 */
class ChurnTest {
    private static final int SEEDS = 4;
    private static final int LONG_SEEDS = 200;
    private static final String SUMS =
            "(SELECT id, count(*) AS n, sum(amount) AS total, max(score) AS top FROM events"
                    + " GROUP BY id)";
    private static final String HOURS =
            "(SELECT date_trunc('hour', happened) AS hour, kind, count(*) AS n FROM events"
                    + " GROUP BY 1, 2)";

    /** Tables that have parts in common, shape by shape. */
    private static final Map<String, Map<String, String>> SHAPES = shapes();

    private static Map<String, Map<String, String>> shapes() {
        Map<String, Map<String, String>> shapes = new LinkedHashMap<>();
        shapes.put(
                "groups",
                Map.of(
                        "sums", "SELECT * FROM " + SUMS + " s",
                        "many", "SELECT id, total FROM " + SUMS + " s WHERE n > 1",
                        "sizes", "SELECT n, count(*) AS ids FROM " + SUMS + " s GROUP BY n",
                        "all", "SELECT count(*) AS n, min(happened) AS first FROM events",
                        "failing", "SELECT n, 100 / (id - 1) AS part FROM " + SUMS + " s"));
        shapes.put(
                "joins",
                Map.of(
                        "near",
                        "SELECT e.id, e.happened, c.clicked FROM events e JOIN clicks c"
                                + " ON e.id = c.id AND c.clicked BETWEEN e.happened"
                                + " AND e.happened + interval '12 hours'",
                        "outer",
                        "SELECT e.id, e.happened, c.clicked FROM events e LEFT JOIN clicks c"
                                + " ON e.id = c.id AND c.clicked BETWEEN e.happened"
                                + " - interval '3 hours' AND e.happened + interval '12 hours'",
                        "labels",
                        "SELECT s.id, s.n, i.label FROM " + SUMS + " s JOIN items i ON i.id = s.id",
                        "sized",
                        "SELECT i.size, sum(s.n) AS n FROM "
                                + SUMS
                                + " s JOIN items i ON i.id = s.id GROUP BY i.size",
                        "both",
                        "SELECT e.id, c.id AS other, e.happened FROM events e FULL JOIN clicks c"
                                + " ON e.happened = c.clicked AND e.id = c.id"));
        shapes.put(
                "times",
                Map.of(
                        "hours",
                        "SELECT * FROM " + HOURS + " h",
                        "days",
                        "SELECT hour::date AS day, sum(n) AS n FROM " + HOURS + " h GROUP BY 1",
                        "hops",
                        "SELECT window_start, kind, count(*) AS n FROM HOP(events, happened,"
                                + " INTERVAL '6 hours', INTERVAL '1 day') GROUP BY 1, 2",
                        "closed",
                        "SELECT date_trunc('hour', happened) AS hour, kind, count(*) AS n"
                                + " FROM events GROUP BY 1, 2 EMIT ON WINDOW CLOSE",
                        "recent",
                        "SELECT kind, count(*) AS n FROM events"
                                + " WHERE happened > now() - interval '2 days' GROUP BY 1"));
        shapes.put(
                "orders",
                Map.of(
                        "ranked",
                        "SELECT id, happened, row_number() OVER (PARTITION BY id ORDER BY happened,"
                                + " amount) AS place, sum(amount) OVER (PARTITION BY id"
                                + " ORDER BY happened, amount) AS running FROM events",
                        "best",
                        "SELECT id, happened, amount FROM (SELECT *, row_number() OVER"
                                + " (PARTITION BY id ORDER BY amount DESC, happened, kind) AS place"
                                + " FROM events) e WHERE place <= 2",
                        "kinds",
                        "SELECT DISTINCT id, kind FROM events",
                        "except",
                        "SELECT id FROM events EXCEPT SELECT id FROM clicks",
                        "counted",
                        "SELECT kind, count(*) AS n FROM (SELECT DISTINCT id, kind"
                                + " FROM events) d GROUP BY kind"));
        shapes.put(
                "readers",
                Map.of(
                        "hours",
                        "SELECT * FROM " + HOURS + " h",
                        "days",
                        "SELECT hour::date AS day, sum(n) AS n FROM hours GROUP BY 1",
                        "clicked",
                        "SELECT h.hour, h.n, c.id FROM hours h LEFT JOIN clicks c"
                                + " ON h.hour = date_trunc('hour', c.clicked)",
                        "matched",
                        "SELECT h.hour, count(*) AS n FROM hours h JOIN events e"
                                + " ON h.hour = date_trunc('hour', e.happened) GROUP BY 1",
                        "again",
                        "SELECT d.day, d.n, e.id FROM days d JOIN events e"
                                + " ON d.day = e.happened::date"));
        return shapes;
    }

    private static List<InputTable> tables(Random random) {
        long day = Interval.MICROS_PER_DAY;
        boolean bounded = random.nextInt(4) > 0;
        InputTable events = Tables.EVENTS;
        InputTable clicks = RetentionTest.CLICKS;
        return List.of(
                events.withLateness(Lateness.of(2, random.nextLong(day / 24, 5 * day))),
                bounded
                        ? clicks.withLateness(Lateness.of(1, random.nextLong(day / 24, 5 * day)))
                        : clicks,
                Tables.ITEMS);
    }

    /** Seeds of one kind of test, which fails with the first one that does. */
    private static void eachSeed(String what, LongConsumer test) {
        Long only = Long.getLong("tidemill.seed");
        boolean isLong = Boolean.getBoolean("tidemill.long");
        long first = only != null ? only : isLong ? System.currentTimeMillis() : 1;
        long count = only != null ? 1 : Long.getLong("tidemill.count", isLong ? LONG_SEEDS : SEEDS);
        for (long seed = first; seed < first + count; seed++) {
            test.accept(seed);
        }
        System.out.println(what + ": seeds " + first + " to " + (first + count - 1));
    }

    @TestFactory
    @Timeout(value = 2, unit = TimeUnit.HOURS)
    Stream<DynamicTest> tablesShowWhatTheyBeganWith() {
        return SHAPES.entrySet().stream()
                .map(
                        shape ->
                                DynamicTest.dynamicTest(
                                        shape.getKey(),
                                        () ->
                                                eachSeed(
                                                        shape.getKey(),
                                                        seed ->
                                                                assertThat(shape.getValue())
                                                                        .over(
                                                                                tables(
                                                                                        new Random(
                                                                                                seed)))
                                                                        .seed(seed)
                                                                        .ticks(40)
                                                                        .survivesChurn())));
    }

    /** Three random tables for each seed; the last two may read the ones before. */
    @Test
    @Timeout(value = 2, unit = TimeUnit.HOURS)
    void randomTablesShowWhatTheyBeganWith() {
        eachSeed(
                "random plans",
                seed -> {
                    Random random = new Random(seed);
                    List<Scan> scans =
                            new ArrayList<>(Tables.ALL.stream().map(Tables::scan).toList());
                    List<LiveTable> tables = new ArrayList<>();
                    for (int i = 0; i < 3; i++) {
                        Plan plan = new RandomPlans(random, scans).plan(random.nextInt(1, 5));
                        tables.add(new LiveTable("live" + i, plan));
                        scans.add(new Scan("live" + i, plan.schema(), List.of(), false, -1));
                    }
                    assertThat(tables)
                            .over(Tables.ALL)
                            .seed(seed)
                            .ticks(30)
                            .rowsPerTick(10)
                            .survivesChurn();
                });
    }
}
