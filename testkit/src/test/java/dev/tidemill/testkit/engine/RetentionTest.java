package dev.tidemill.testkit.engine;

import static dev.tidemill.testkit.fixture.LiveTableAssertion.assertThat;

import dev.tidemill.algebra.column.Interval;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.engine.circuit.Lateness;
import dev.tidemill.testkit.fixture.LiveTableAssertion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Tables stay what their queries say while state that cannot matter any more is let go. */
class RetentionTest {
    private static final long SEED = Long.getLong("tidemill.seed", 1);
    private static final int SEEDS = Boolean.getBoolean("tidemill.long") ? 40 : 3;

    static final InputTable CLICKS =
            new InputTable(
                    "clicks",
                    Schema.of(
                            Field.of("id", Type.INTEGER),
                            Field.of("clicked", Type.TIMESTAMP),
                            Field.of("seen", Type.TIMESTAMPTZ)),
                    List.of(),
                    1);

    private static final List<String> QUERIES =
            List.of(
                    "SELECT date_trunc('hour', happened) AS hour, kind, count(*) AS n,"
                            + " max(amount) AS most, count(DISTINCT id) AS ids"
                            + " FROM events GROUP BY 1, 2",
                    "SELECT (happened + interval '90 minutes')::date AS day, sum(amount) AS total,"
                            + " min(kind) AS least FROM events WHERE good GROUP BY 1",
                    "SELECT date_bin(interval '6 hours', happened, timestamp '2001-01-01') AS bin,"
                            + " avg(score) AS mean FROM events GROUP BY 1",
                    "SELECT DISTINCT date_trunc('week', happened) AS week, kind FROM events",
                    "SELECT e.id, e.kind, c.seen FROM events e"
                            + " JOIN clicks c ON e.happened = c.clicked AND e.id = c.id",
                    "SELECT e.id, e.happened, c.clicked FROM events e JOIN clicks c ON e.id = c.id"
                            + " AND c.clicked >= e.happened"
                            + " AND c.clicked <= e.happened + interval '12 hours'",
                    "SELECT e.id, e.happened, c.clicked FROM events e"
                            + " LEFT JOIN clicks c ON e.id = c.id"
                            + " AND c.clicked BETWEEN e.happened - interval '3 hours'"
                            + " AND e.happened + interval '12 hours'",
                    "SELECT d.day, d.n, c.m FROM"
                            + " (SELECT date_trunc('day', happened) AS day, count(*) AS n"
                            + " FROM events GROUP BY 1) d"
                            + " LEFT JOIN (SELECT date_trunc('day', clicked) AS day, count(*) AS m"
                            + " FROM clicks GROUP BY 1) c ON d.day = c.day",
                    "SELECT window_start, kind, count(*) AS n"
                            + " FROM HOP(events, happened, INTERVAL '6 hours', INTERVAL '1 day')"
                            + " GROUP BY 1, 2",
                    "SELECT id, happened::date AS day, row_number() OVER"
                            + " (PARTITION BY happened::date ORDER BY amount, id) AS place"
                            + " FROM events",
                    "SELECT happened::date AS day, kind FROM events"
                            + " EXCEPT SELECT clicked::date, 'a' FROM clicks",
                    "SELECT e.id, c.id AS other, e.happened, c.clicked FROM events e"
                            + " FULL JOIN clicks c ON e.happened = c.clicked AND e.id = c.id",
                    "SELECT e.id, c.id AS other, e.happened, c.clicked FROM events e"
                            + " FULL JOIN clicks c ON e.id = c.id"
                            + " AND c.clicked BETWEEN e.happened - interval '3 hours'"
                            + " AND e.happened + interval '12 hours'",
                    "SELECT e.id, e.happened, c.clicked, c.seen FROM events e"
                            + " LEFT ASOF JOIN clicks c ON e.id = c.id AND e.happened >= c.clicked",
                    "SELECT e.id, e.happened, c.clicked FROM events e"
                            + " ASOF JOIN clicks c ON e.id = c.id AND e.happened > c.clicked",
                    "SELECT d.day, d.n, c.clicked FROM"
                            + " (SELECT date_trunc('day', happened) AS day, count(*) AS n"
                            + " FROM events GROUP BY 1) d"
                            + " LEFT ASOF JOIN clicks c ON d.day >= c.clicked",
                    "SELECT day, max(n) AS most FROM"
                            + " (SELECT date_trunc('day', happened) AS day, kind, count(*) AS n"
                            + " FROM events GROUP BY 1, 2) t GROUP BY day",
                    "SELECT date_trunc('hour', t) AS hour, count(*) AS n FROM"
                            + " (SELECT happened AS t FROM events"
                            + " UNION ALL SELECT clicked FROM clicks) u GROUP BY 1",
                    "SELECT date_trunc('hour', happened) AS hour, count(*) AS n FROM events"
                            + " WHERE happened > now() - interval '2 days' GROUP BY 1",
                    "SELECT date_trunc('hour', happened) AS hour, count(*) AS n FROM events"
                            + " WHERE happened <= now() - interval '1 day' GROUP BY 1",
                    "SELECT e.id, c.id AS other FROM events e JOIN clicks c"
                            + " ON e.happened = c.clicked WHERE e.happened > now() - interval '1 day'"
                            + " AND c.clicked > now() - interval '2 days'");

    private static final List<String> FINAL =
            List.of(
                    "SELECT date_trunc('hour', happened) AS hour, kind, count(*) AS n"
                            + " FROM events GROUP BY 1, 2 EMIT ON WINDOW CLOSE",
                    "SELECT sum(amount) AS total FROM events GROUP BY happened::date, good"
                            + " EMIT ON WINDOW CLOSE");

    private static List<InputTable> tables(Random random) {
        long day = Interval.MICROS_PER_DAY;
        long late = random.nextLong(day / 24, 5 * day);
        return List.of(
                Tables.EVENTS.withLateness(Lateness.of(2, late)),
                random.nextInt(3) == 0
                        ? CLICKS
                        : CLICKS.withLateness(Lateness.of(1, random.nextLong(day / 24, 5 * day))));
    }

    private static LiveTableAssertion over(Map<String, String> queries, long seed) {
        return assertThat(queries).over(tables(new Random(seed))).seed(seed).ticks(40);
    }

    private static Stream<DynamicTest> each(String name, Map<String, String> queries) {
        List<DynamicTest> tests = new ArrayList<>();
        for (long seed = SEED; seed < SEED + SEEDS; seed++) {
            long one = seed;
            tests.add(
                    DynamicTest.dynamicTest(
                            name + " seed " + seed,
                            () ->
                                    over(queries, one)
                                            .equalsOracle()
                                            .equalsDuckDb(10)
                                            .isTheSameWhateverTheTicks()
                                            .survivesRestarts()
                                            .survivesReplacements()
                                            .survivesBuilds()));
        }
        return tests.stream();
    }

    @TestFactory
    Stream<DynamicTest> tablesStayRightWhileStateGoes() {
        return Stream.concat(QUERIES.stream(), FINAL.stream())
                .flatMap(query -> each(query, Map.of("live", query)));
    }

    @TestFactory
    Stream<DynamicTest> boundsGoThroughLiveTables() {
        Map<String, String> queries = new LinkedHashMap<>();
        queries.put(
                "hours",
                "SELECT date_trunc('hour', happened) AS hour, kind, count(*) AS n FROM events"
                        + " GROUP BY 1, 2");
        queries.put("days", "SELECT hour::date AS day, sum(n) AS n FROM hours GROUP BY 1");
        queries.put(
                "clicked",
                "SELECT h.hour, h.n, c.id FROM hours h"
                        + " LEFT JOIN clicks c ON h.hour = date_trunc('hour', c.clicked)");
        return each("live tables over live tables", queries);
    }
}
