package dev.tidemill.sql;

import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.fail;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever text comes in, the planner plans it or refuses it; it never breaks. */
class GarbageSqlTest {
    private static final int TEXTS = 500;

    private static final List<String> SEEDS =
            List.of(
                    "SELECT origin, count(*) AS n, avg(delay) AS d FROM arrivals WHERE delay > 15"
                            + " GROUP BY origin HAVING count(*) > 2 ORDER BY n DESC LIMIT 3",
                    "SELECT d.flight_id, a.name FROM departures d LEFT JOIN airports a"
                            + " ON a.iata = d.origin WHERE d.departed_at > now() - INTERVAL '1 hour'",
                    "WITH t AS (SELECT year, CASE WHEN ok THEN price ELSE 0.5 END AS p FROM readings)"
                            + " SELECT year, sum(p) AS s FROM t GROUP BY year UNION ALL SELECT 1, 2",
                    "SELECT value::text || 'x' AS v, date + 1 AS t, extract(hour FROM at) AS h,"
                            + " id IN (1, 2) AS i, at BETWEEN '2001-01-01' AND now() AS b"
                            + " FROM readings");

    private static final List<String> WORDS =
            List.of(
                    "SELECT",
                    "FROM",
                    "WHERE",
                    "(",
                    ")",
                    ",",
                    "*",
                    "'",
                    "\"",
                    "NULL",
                    "AND",
                    "OR",
                    "NOT",
                    "IN",
                    "::",
                    "INTERVAL",
                    "'1 hour'",
                    "now()",
                    "GROUP BY",
                    "ORDER BY",
                    "LIMIT",
                    "UNION",
                    "JOIN",
                    "ON",
                    "USING",
                    "AS",
                    "departures",
                    "arrivals",
                    "origin",
                    "delay",
                    "readings",
                    "value",
                    "at",
                    "1",
                    "0.5",
                    "1e400",
                    "-",
                    "+",
                    "/",
                    "%",
                    "->",
                    "AT TIME ZONE",
                    "OVER",
                    "CASE",
                    "WHEN",
                    "THEN",
                    "END",
                    "DISTINCT",
                    "EXISTS",
                    "VALUES",
                    "ROW",
                    "ARRAY[",
                    "]",
                    "?",
                    ";",
                    "--",
                    "/*",
                    "é",
                    "\u0000",
                    "numeric",
                    "count",
                    "sum",
                    "FILTER",
                    "WITH",
                    "RECURSIVE",
                    "LATERAL",
                    "TABLE",
                    "CAST(",
                    "DATE '2001-02-30'",
                    "TIMESTAMP 'x'",
                    "coalesce(",
                    "nullif(1)",
                    "99999999999999");

    private final Planner planner = new Planner(FlightsCatalog.CATALOG);

    @Test
    void refusesRandomWords() {
        forEachSeed((random) -> words(random, 1 + random.nextInt(30)));
    }

    @Test
    void refusesRandomCharacters() {
        forEachSeed(GarbageSqlTest::characters);
    }

    @Test
    void refusesBrokenQueries() {
        forEachSeed(GarbageSqlTest::broken);
    }

    @Test
    void refusesDeepNesting() {
        expectPlannedOrRefused("SELECT " + "(".repeat(5000) + "1" + ")".repeat(5000) + " AS x", 0);
        expectPlannedOrRefused("SELECT " + "NOT ".repeat(8000) + "TRUE AS x", 0);
        expectPlannedOrRefused("SELECT 1" + " + 1".repeat(8000) + " AS x", 0);
        expectPlannedOrRefused("SELECT " + "- ".repeat(8000) + "1 AS x", 0);
        expectPlannedOrRefused("SELECT 1 AS x" + " UNION ALL SELECT 1".repeat(3000), 0);
    }

    private interface Texts {
        String next(Random random);
    }

    private void forEachSeed(Texts texts) {
        long first = System.nanoTime();
        for (int i = 0; i < TEXTS; i++) {
            expectPlannedOrRefused(texts.next(new Random(first + i)), first + i);
        }
    }

    private void expectPlannedOrRefused(String sql, long seed) {
        try {
            planner.plan(sql);
        } catch (TidemillException e) {
            String shown = sql.length() > 500 ? sql.substring(0, 500) + "…" : sql;
            assertNotEquals(ErrorCode.INTERNAL, e.errorCode(), () -> "seed " + seed + ": " + shown);
            CaretText.of(sql, e);
        } catch (Throwable e) {
            fail("seed " + seed + ": " + sql, e);
        }
    }

    private static String words(Random random, int count) {
        List<String> words = new ArrayList<>();
        words.add("SELECT");
        for (int i = 0; i < count; i++) {
            words.add(WORDS.get(random.nextInt(WORDS.size())));
        }
        return String.join(" ", words);
    }

    private static String characters(Random random) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(80);
        for (int i = 0; i < length; i++) {
            text.append(
                    (char)
                            (random.nextInt(10) == 0
                                    ? random.nextInt(0xFFFF)
                                    : random.nextInt(128)));
        }
        return text.toString();
    }

    private static String broken(Random random) {
        StringBuilder text = new StringBuilder(SEEDS.get(random.nextInt(SEEDS.size())));
        int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes; i++) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(3)) {
                case 0 -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(8)));
                case 1 -> text.insert(at, " " + WORDS.get(random.nextInt(WORDS.size())) + " ");
                default -> {
                    int other = random.nextInt(text.length());
                    char moved = text.charAt(other);
                    text.setCharAt(other, text.charAt(at));
                    text.setCharAt(at, moved);
                }
            }
            if (text.isEmpty()) {
                return "";
            }
        }
        return text.toString();
    }
}
