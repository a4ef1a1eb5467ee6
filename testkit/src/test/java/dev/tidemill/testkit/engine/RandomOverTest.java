package dev.tidemill.testkit.engine;

import static dev.tidemill.testkit.fixture.LiveTableAssertion.assertThat;

import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.testkit.fixture.LiveTableAssertion;
import dev.tidemill.testkit.random.RandomPlans;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Random functions over windows of partitions with hundreds of rows, so that marks are set, moved
 * and dropped. {@code -Dtidemill.long=true} tries {@code -Dtidemill.count} new ones; {@code
 * -Dtidemill.seed} repeats one.
 */
class RandomOverTest {
    private static final int LONG_SEEDS = 2_000;
    private static final int SEEDS = 25;

    /** A long run may take hours. */
    @Test
    @Timeout(value = 5, unit = TimeUnit.HOURS)
    void everyFunctionEqualsTheOracleInLargePartitions() {
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

    /**
     * Two places of a partition change in one tick, and the second begins at a mark of the first.
     */
    @Test
    void aLaterPlaceDoesNotBeginAtAMarkOfTheSameTick() {
        check(1795718538761L);
    }

    private static void check(long seed) {
        Random random = new Random(seed);
        Plan scan = Tables.scan(random.nextBoolean() ? Tables.ITEMS : Tables.LINKS);
        Plan plan =
                new RandomPlans(random, Tables.ALL.stream().map(Tables::scan).toList()).over(scan);
        LiveTableAssertion live =
                assertThat(plan)
                        .over(Tables.ALL)
                        .seed(seed)
                        .ticks(12)
                        .rowsPerTick(150)
                        .afterEachTick()
                        .equalsOracle()
                        .survivesRestarts();
        if (!leavesPeersOutOfRows(plan) && !hasSpread(plan)) {
            live.equalsDuckDb(6);
        }
    }

    /** DuckDB's variances lose digits. */
    private static boolean hasSpread(Plan plan) {
        return plan.describe().matches(".*(VAR|STDDEV)_.*")
                || plan.inputs().stream().anyMatch(RandomOverTest::hasSpread);
    }

    /** DuckDB's peers are equal in all that it orders by, which for ROWS is the whole row. */
    private static boolean leavesPeersOutOfRows(Plan plan) {
        return plan.describe().matches(".* in ROWS [^,]* without (GROUP|TIES).*")
                || plan.inputs().stream().anyMatch(RandomOverTest::leavesPeersOutOfRows);
    }
}
