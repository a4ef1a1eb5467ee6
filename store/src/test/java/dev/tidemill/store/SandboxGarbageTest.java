package dev.tidemill.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever text comes in, the store answers or refuses it; its engine never breaks. */
class SandboxGarbageTest {
    private static final int TEXTS = 400;
    private static final QueryLimits LIMITS = new QueryLimits(Duration.ofSeconds(2), 100, 1 << 20);

    private static final List<String> SEEDS =
            List.of(
                    "SELECT s, count(*), sum(a) FILTER (WHERE a > 1) FROM t GROUP BY ROLLUP (s)"
                            + " HAVING count(*) > 0 ORDER BY 1 NULLS FIRST LIMIT 5 OFFSET 0",
                    "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 5)"
                            + " SELECT n, lag(n) OVER (ORDER BY n ROWS 2 PRECEDING) FROM r",
                    "SELECT x.a, y.s || '-' || x.s FROM t x LEFT JOIN LATERAL (SELECT * FROM t y"
                            + " WHERE y.a >= x.a ORDER BY a LIMIT 1) y ON true WHERE x.s LIKE 'x%'",
                    "SELECT list_transform([a, 2], lambda q: q + 1), {'k': s}, map {'a': a},"
                            + " CASE WHEN a IN (1, 2) THEN s ELSE repeat(s, 3) END FROM t",
                    "SELECT * FROM (SELECT a, s FROM t) PIVOT (sum(a) FOR s IN ('x', 'y'))");

    private static final List<String> WORDS =
            List.of(
                    "SELECT",
                    "FROM",
                    "WHERE",
                    "(",
                    ")",
                    "[",
                    "]",
                    "{",
                    "}",
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
                    "now()",
                    "GROUP BY",
                    "ORDER BY",
                    "LIMIT",
                    "UNION ALL",
                    "JOIN",
                    "ON",
                    "USING",
                    "AS",
                    "t",
                    "a",
                    "s",
                    "1",
                    "0.5",
                    "1e400",
                    "-",
                    "+",
                    "/",
                    "//",
                    "%",
                    "->",
                    "->>",
                    "OVER (",
                    "CASE",
                    "WHEN",
                    "THEN",
                    "END",
                    "DISTINCT",
                    "EXISTS",
                    "VALUES",
                    "?",
                    "$1",
                    ";",
                    "--",
                    "/*",
                    "*/",
                    "\u00e9",
                    "\u0000",
                    "read_csv(",
                    "'/etc/passwd'",
                    "getenv('HOME')",
                    "WITH x AS",
                    "RECURSIVE",
                    "LATERAL",
                    "TABLE",
                    "CAST(",
                    "ATTACH",
                    "COPY",
                    "SET",
                    "PRAGMA",
                    "lambda x:",
                    "COLUMNS(*)",
                    "EXCLUDE",
                    "QUALIFY",
                    "TABLESAMPLE 10%",
                    "unnest(",
                    "range(3)",
                    "99999999999999999999",
                    "DATE '2001-02-30'",
                    "IS",
                    "BETWEEN",
                    "COLLATE",
                    "FILTER (",
                    "AT TIME ZONE",
                    "tidemill_scan(1, 't')",
                    "main.",
                    "memory.main.t",
                    "ROLLUP (",
                    "SUMMARIZE",
                    "ASOF",
                    "POSITIONAL");

    private @TempDir Path temporary;
    private QueryStore store;

    @BeforeEach
    void open() {
        Schema schema = Schema.of(Field.of("a", Type.INTEGER), Field.of("s", Type.TEXT));
        Batch rows = new BatchBuilder(schema, 2).add(1, 1, "x").add(1, 2, "y").build();
        MemoryPin pin = new MemoryPin(1, 0, Map.of("t", MemoryTable.of(rows)));
        store = new QueryStore(() -> pin, new StoreOptions(256L << 20, temporary, 2, 4));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private interface Texts {
        String next(Random random);
    }

    private void forEachSeed(Texts texts) {
        long first = System.nanoTime();
        int answered = 0;
        for (int i = 0; i < TEXTS; i++) {
            long seed = first + i;
            String sql = texts.next(new Random(seed));
            try {
                QueryResult result = store.query(sql, LIMITS);
                assertEquals(1, result.tick());
                answered++;
            } catch (TidemillException e) {
                assertNotEquals(ErrorCode.INTERNAL, e.errorCode(), () -> seed + ": " + sql);
                assertNotEquals(
                        ErrorCode.QUERY_ENGINE_LOST, e.errorCode(), () -> seed + ": " + sql);
                assertTrue(!e.message().contains("root:"), () -> seed + ": " + e.message());
            }
        }
        assertEquals(0, store.health().reopened(), "from seed " + first);
        assertEquals(2, store.query("SELECT * FROM t", LIMITS).rowCount(), "from seed " + first);
        assertTrue(answered < TEXTS, "nothing was refused");
    }

    @Test
    void refusesRandomWords() {
        forEachSeed(
                random -> {
                    StringBuilder text = new StringBuilder("SELECT");
                    int count = 1 + random.nextInt(25);
                    for (int i = 0; i < count; i++) {
                        text.append(' ').append(WORDS.get(random.nextInt(WORDS.size())));
                    }
                    return text.toString();
                });
    }

    @Test
    void answersOrRefusesBrokenQueries() {
        forEachSeed(
                random -> {
                    StringBuilder text = new StringBuilder(SEEDS.get(random.nextInt(SEEDS.size())));
                    int changes = 1 + random.nextInt(3);
                    for (int i = 0; i < changes; i++) {
                        int at = random.nextInt(text.length());
                        int end = Math.min(text.length(), at + 1 + random.nextInt(8));
                        String word = ' ' + WORDS.get(random.nextInt(WORDS.size())) + ' ';
                        if (random.nextBoolean()) {
                            text.insert(at, word);
                        } else {
                            text.replace(at, end, random.nextBoolean() ? "" : word);
                        }
                    }
                    return text.toString();
                });
    }

    @Test
    void refusesRandomCharacters() {
        forEachSeed(
                random -> {
                    StringBuilder text = new StringBuilder();
                    int length = random.nextInt(80);
                    for (int i = 0; i < length; i++) {
                        int bound = random.nextInt(10) == 0 ? 0xFFFF : 128;
                        text.append((char) random.nextInt(bound));
                    }
                    return text.toString();
                });
    }
}
