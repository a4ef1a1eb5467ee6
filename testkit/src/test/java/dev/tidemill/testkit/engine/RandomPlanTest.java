package dev.tidemill.testkit.engine;

import static dev.tidemill.testkit.fixture.LiveTableAssertion.assertThat;

import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.plan.Scan;
import dev.tidemill.engine.circuit.LiveTable;
import dev.tidemill.testkit.random.RandomPlans;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Random plans over random changes, three live tables for each seed. {@code -Dtidemill.long=true}
 * tries {@code -Dtidemill.count} new seeds, more than ten thousand tables if it does not say
 * otherwise; {@code -Dtidemill.seed} repeats one.
 */
class RandomPlanTest {
    private static final int LONG_SEEDS = 3_400;
    private static final int SEEDS = 40;

    /** A long run may take hours. */
    @Test
    @Timeout(value = 5, unit = TimeUnit.HOURS)
    void everyRandomPlanEqualsTheOracleAfterEveryTick() {
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

    /** Three live tables; the last two may read the ones before. */
    private static void check(long seed) {
        Random random = new Random(seed);
        List<Scan> scans = new ArrayList<>(Tables.ALL.stream().map(Tables::scan).toList());
        List<LiveTable> tables = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Plan plan = new RandomPlans(random, scans).plan(random.nextInt(1, 5));
            tables.add(new LiveTable("live" + i, plan));
            scans.add(new Scan("live" + i, plan.schema(), List.of(), false, -1));
        }
        assertThat(tables)
                .over(Tables.ALL)
                .seed(seed)
                .ticks(15)
                .rowsPerTick(10)
                .afterEachTick()
                .equalsOracle()
                .isTheSameWhateverTheTicks()
                .survivesReplacements()
                .survivesBuilds()
                .survivesRestarts();
    }
}
