package dev.tidemill.testkit.engine;

import static dev.tidemill.testkit.fixture.LiveTableAssertion.assertThat;

import dev.tidemill.testkit.fixture.LiveTableAssertion;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every query of the shared list as a live table, over inserts, updates, deletes and time. */
class LiveQueriesTest {
    @Test
    void everyLiveQueryEqualsTheOracleAndDuckDbWhateverChanges() {
        boolean isLong = Boolean.getBoolean("tidemill.long");
        List<String> queries = LiveQueries.all();
        long first = Long.getLong("tidemill.seed", 5);
        for (long seed = first; seed < first + (isLong ? 30 : 1); seed++) {
            for (int i = 0; i < queries.size(); i++) {
                assertThat("q" + i, queries.get(i))
                        .over(Tables.ALL)
                        .seed(seed)
                        .ticks(isLong ? 60 : 20)
                        .afterEachTick()
                        .equalsOracle()
                        .equalsDuckDb(10)
                        .isTheSameWhateverTheTicks();
            }
        }
    }

    @Test
    void liveTablesOverLiveTablesStayAtOneTick() {
        LiveTableAssertion.assertThat(
                        Map.of(
                                "by_kind",
                                "SELECT kind, count(*) AS n, sum(amount) AS total FROM events GROUP BY kind",
                                "share",
                                "SELECT b.kind, b.n, t.n AS of FROM by_kind b CROSS JOIN totals t",
                                "totals",
                                "SELECT sum(n) AS n, max(total) AS most FROM by_kind",
                                "top",
                                "SELECT kind, n FROM by_kind ORDER BY n DESC, kind LIMIT 3"))
                .over(Tables.ALL)
                .seed(11)
                .ticks(30)
                .afterEachTick()
                .equalsOracle()
                .equalsDuckDb(10);
    }
}
