package dev.tidemill.testkit.engine;

import static dev.tidemill.testkit.fixture.LiveTableAssertion.assertThat;

import dev.tidemill.algebra.column.Interval;
import dev.tidemill.algebra.expr.Cast;
import dev.tidemill.algebra.expr.ColumnRef;
import dev.tidemill.algebra.plan.Over;
import dev.tidemill.algebra.plan.OverCall;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.plan.Project;
import dev.tidemill.algebra.plan.SortKey;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.testkit.fixture.LiveTableAssertion;
import dev.tidemill.testkit.random.RandomPlans;
import java.util.List;
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

    /** Sessions alone are found another way than among other functions. */
    @Test
    void sessionsEqualTheOracle() {
        long first = Boolean.getBoolean("tidemill.long") ? System.currentTimeMillis() : 0;
        long count = Long.getLong("tidemill.count", SEEDS);
        for (long seed = first; seed < first + count; seed++) {
            Random random = new Random(seed);
            assertThat(sessions(random))
                    .over(Tables.ALL)
                    .seed(seed)
                    .ticks(12)
                    .rowsPerTick(random.nextBoolean() ? 10 : 60)
                    .afterEachTick()
                    .equalsOracle()
                    .isTheSameWhateverTheTicks()
                    .survivesRestarts();
        }
        System.out.println("sessions of seeds " + first + " to " + (first + count - 1));
    }

    /** Over rows that may be taken back, or that only come; in either direction. */
    private static Plan sessions(Random random) {
        Plan rows =
                random.nextBoolean()
                        ? Tables.scan(Tables.EVENTS)
                        : new Project(
                                Tables.scan(Tables.ITEMS),
                                List.of(
                                        new Project.Column("id", new ColumnRef(0, Type.INTEGER)),
                                        new Project.Column("label", new ColumnRef(1, Type.TEXT)),
                                        new Project.Column(
                                                "day",
                                                new Cast(
                                                        new ColumnRef(2, Type.DATE),
                                                        Type.TIMESTAMP))));
        long gap = random.nextLong(1, 48) * Interval.MICROS_PER_DAY / 24;
        boolean both = random.nextBoolean();
        OverCall start = new OverCall.SessionBound(false, gap, Type.TIMESTAMP, "first");
        OverCall end = new OverCall.SessionBound(true, gap, Type.TIMESTAMP, "last");
        return new Over(
                rows,
                random.nextInt(4) == 0 ? List.of() : List.of(1),
                List.of(new SortKey(2, random.nextBoolean(), random.nextBoolean())),
                both ? List.of(start, end) : List.of(random.nextBoolean() ? start : end));
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
