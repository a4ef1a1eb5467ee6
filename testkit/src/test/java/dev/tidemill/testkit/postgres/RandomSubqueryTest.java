package dev.tidemill.testkit.postgres;

import static dev.tidemill.testkit.fixture.LiveTableAssertion.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tidemill.testkit.engine.Tables;
import dev.tidemill.testkit.random.RandomSubqueries;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Random queries with subqueries: the plan means what PostgreSQL answers, and the live table is
 * what the plan means. {@code -Dtidemill.long=true} tries many; {@code -Dtidemill.seed} one.
 */
class RandomSubqueryTest {
    private static final List<RandomSubqueries.Table> TABLES =
            List.of(
                    new RandomSubqueries.Table("events", List.of("id", "amount"), List.of("kind")),
                    new RandomSubqueries.Table("items", List.of("id", "size"), List.of("label")),
                    new RandomSubqueries.Table("links", List.of("item", "item"), List.of("kind")));

    /** A long run may take hours. */
    @Test
    @Timeout(value = 5, unit = TimeUnit.HOURS)
    void everyRandomSubqueryAnswersWhatPostgresAnswersAndStaysCurrent() throws Exception {
        Long only = Long.getLong("tidemill.seed");
        boolean isLong = Boolean.getBoolean("tidemill.long");
        long first = only != null ? only : isLong ? System.currentTimeMillis() : 0;
        long count = only != null ? 1 : Long.getLong("tidemill.count", isLong ? 2_000 : 60);
        PostgresQueries postgres = PostgresQueries.overSeed(7);
        List<String> report = new ArrayList<>();
        for (long seed = first; seed < first + count; seed++) {
            String query = new RandomSubqueries(new Random(seed), TABLES).query();
            String difference = postgres.difference(query);
            if (difference != null) {
                report.add("seed " + seed + ": " + query + "\n    " + difference);
                continue;
            }
            assertThat("live", query)
                    .over(Tables.ALL)
                    .seed(seed)
                    .ticks(8)
                    .afterEachTick()
                    .equalsOracle()
                    .equalsDuckDb(8)
                    .isTheSameWhateverTheTicks();
        }
        assertEquals("", String.join("\n", report));
        System.out.println("seeds " + first + " to " + (first + count - 1));
    }
}
