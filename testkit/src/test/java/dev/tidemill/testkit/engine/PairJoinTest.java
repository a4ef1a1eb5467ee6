package dev.tidemill.testkit.engine;

import static dev.tidemill.testkit.fixture.LiveTableAssertion.assertThat;

import dev.tidemill.algebra.column.Interval;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.engine.circuit.Lateness;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Joins of rows that only ever come, with each other and with rows that are taken back, and joins
 * near those: other kinds, other bands, sides that are not append-only. A query is made by chance
 * for each seed; {@code -Dtidemill.long=true} tries new seeds, {@code -Dtidemill.seed} repeats one.
 */
class PairJoinTest {
    private static final int SEEDS = 60;
    private static final int LONG_SEEDS = 3_000;

    /** What may stand on a side; all have the columns {@code id}, {@code t} and {@code name}. */
    private static final List<String> SIDES =
            List.of(
                    "(SELECT id, happened AS t, kind AS name, amount, good FROM events)",
                    "(SELECT id, happened AS t, kind AS name, score FROM events WHERE good)",
                    "(SELECT id, clicked AS t, 'click' AS name, seen FROM clicks)",
                    "(SELECT id, clicked AS t, repeat('long ', 40 * id) AS name FROM clicks)",
                    "(SELECT DISTINCT id, happened AS t, kind AS name FROM events)",
                    "(SELECT id, seen AT TIME ZONE 'UTC' AS t, 'seen' AS name FROM clicks)",
                    "(SELECT id, day::timestamp AS t, label AS name, size FROM items)",
                    "(SELECT item AS id, NULL::timestamp AS t, kind AS name FROM links)",
                    "(SELECT id, max(happened) AS t, max(kind) AS name FROM events GROUP BY id)",
                    "(SELECT a.id, a.happened AS t, c.id::text AS name FROM events a"
                            + " JOIN clicks c ON a.happened = c.clicked)");

    private static final List<String> CONDITIONS =
            List.of(
                    "l.id = r.id",
                    "l.id = r.id",
                    "l.id = r.id",
                    "l.id IS NOT DISTINCT FROM r.id",
                    "l.name = r.name",
                    "l.t = r.t",
                    "l.t >= r.t",
                    "l.t <= r.t",
                    "l.t BETWEEN r.t - interval '12 hours' AND r.t + interval '36 hours'",
                    "r.t BETWEEN l.t AND l.t + interval '2 days'",
                    "l.t > r.t + interval '1 day'",
                    "l.name <> r.name",
                    "l.id / (r.id - 1) < 3");

    private static final List<String> KINDS =
            List.of("JOIN", "JOIN", "JOIN", "JOIN", "JOIN", "LEFT JOIN", "FULL JOIN");

    @Test
    @Timeout(value = 3, unit = TimeUnit.HOURS)
    void everyJoinEqualsTheOracleAfterEveryTick() {
        Long only = Long.getLong("tidemill.seed");
        if (only != null) {
            check(only);
            return;
        }
        boolean isLong = Boolean.getBoolean("tidemill.long");
        long first = isLong ? System.currentTimeMillis() : 0;
        long count = Long.getLong("tidemill.count", isLong ? LONG_SEEDS : SEEDS);
        for (long seed = first; seed < first + count; seed++) {
            check(seed);
        }
        System.out.println("seeds " + first + " to " + (first + count - 1));
    }

    private static void check(long seed) {
        Random random = new Random(seed);
        String query = query(random);
        System.out.println("seed " + seed + ": " + query);
        assertThat(Map.of("live", query))
                .over(tables(random))
                .seed(seed)
                .ticks(20)
                .rowsPerTick(random.nextBoolean() ? 8 : 30)
                .afterEachTick()
                .equalsOracle()
                .isTheSameWhateverTheTicks()
                .survivesReplacements()
                .survivesBuilds()
                .survivesRestarts();
    }

    private static String query(Random random) {
        String kind = pick(random, KINDS);
        List<String> conditions = new ArrayList<>();
        // A FULL join without equal keys is refused, and all pairs would be too many.
        conditions.add(CONDITIONS.get(kind.startsWith("FULL") ? 0 : random.nextInt(6)));
        for (int more = random.nextInt(3); more > 0; more--) {
            conditions.add(pick(random, CONDITIONS));
        }
        String left = pick(random, SIDES);
        String right = pick(random, SIDES);
        return "SELECT l.id AS a, l.t AS b, l.name AS c, r.id AS d, r.t AS e, r.name AS f FROM "
                + left
                + " l "
                + kind
                + " "
                + right
                + " r ON "
                + String.join(" AND ", conditions);
    }

    private static <T> T pick(Random random, List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    /** The streams say how late their rows may come, or do not. */
    private static List<InputTable> tables(Random random) {
        return List.of(
                late(Tables.EVENTS, 2, random),
                late(RetentionTest.CLICKS, 1, random),
                Tables.ITEMS,
                Tables.LINKS);
    }

    private static InputTable late(InputTable table, int column, Random random) {
        long most = 3 * Interval.MICROS_PER_DAY;
        return random.nextInt(4) == 0
                ? table
                : table.withLateness(Lateness.of(column, random.nextLong(most / 50, most)));
    }
}
