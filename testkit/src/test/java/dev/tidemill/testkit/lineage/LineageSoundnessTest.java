package dev.tidemill.testkit.lineage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.sql.Catalog;
import dev.tidemill.sql.CatalogTable;
import dev.tidemill.sql.PlannedQuery;
import dev.tidemill.sql.Planner;
import dev.tidemill.sql.lineage.PlanLineage;
import dev.tidemill.testkit.engine.LiveQueries;
import dev.tidemill.testkit.engine.Tables;
import dev.tidemill.testkit.random.RandomPlans;
import dev.tidemill.testkit.random.RandomSubqueries;
import dev.tidemill.testkit.random.RandomValues;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * What a column's lineage does not name may change as it will: the column stays as it is.
 *
 * <p>{@code -Dtidemill.long=true} tries {@code -Dtidemill.count} new seeds, {@code -Dtidemill.seed}
 * repeats one.
 */
class LineageSoundnessTest {
    private static final long NOW = LocalDate.of(2001, 1, 20).toEpochDay() * 24 * 3600 * 1_000_000L;
    private static final List<RandomSubqueries.Table> SUBQUERY_TABLES =
            List.of(
                    new RandomSubqueries.Table("events", List.of("id", "amount"), List.of("kind")),
                    new RandomSubqueries.Table("items", List.of("id", "size"), List.of("label")),
                    new RandomSubqueries.Table("links", List.of("item", "item"), List.of("kind")));

    /** What random plans seldom do: rows that fail, that multiply, and that are found by ties. */
    private static final List<String> RARE_QUERIES =
            List.of(
                    "SELECT kind, good, 10 / id AS x FROM events",
                    "SELECT id, good, cast(kind AS INTEGER) AS n FROM events",
                    "SELECT id, CASE WHEN good THEN 10 / id END AS x, kind FROM events",
                    "SELECT kind, coalesce(amount, 10 / id) AS x FROM events",
                    "SELECT kind, sum(score * 1e308) AS s, count(*) AS n FROM events GROUP BY kind",
                    "SELECT id, part FROM events CROSS JOIN UNNEST(string_to_array(kind, 'b')) AS"
                            + " t(part)",
                    "SELECT e.id, e.good FROM events e CROSS JOIN"
                            + " UNNEST(string_to_array(e.kind, '')) AS t(part)",
                    "SELECT i.id, e.good, e.score FROM items i LEFT ASOF JOIN events e"
                            + " MATCH_CONDITION i.id >= e.id ON e.kind = i.label",
                    "SELECT i.day, e.good FROM items i ASOF JOIN events e MATCH_CONDITION i.id >="
                            + " e.id ON e.kind = i.label",
                    "SELECT id, (SELECT max(e.amount) FROM events e WHERE e.id = i.id) AS most FROM"
                            + " items i",
                    "SELECT kind, row_number() OVER (PARTITION BY good ORDER BY id) AS n FROM"
                            + " events");

    private static final int SEEDS_PER_RARE_QUERY = 12;

    private static final Planner PLANNER =
            new Planner(
                    Catalog.of(
                            Tables.ALL.stream().map(LineageSoundnessTest::catalogTable).toList()));

    private final List<String> violations = new ArrayList<>();
    private long absent;
    private long present;
    private long presentAndSeen;

    @Test
    void changesNoColumnOfARandomPlanThatDoesNotNameTheInput() {
        forEachSeed(
                150,
                seed -> {
                    Random random = new Random(seed);
                    Plan plan =
                            new RandomPlans(random, Tables.ALL.stream().map(Tables::scan).toList())
                                    .plan(random.nextInt(1, 5));
                    trial(seed, plan, PlanLineage.of(plan), plan.toString());
                });
        assertHolds();
    }

    @Test
    void changesNoColumnOfARandomQueryThatDoesNotNameTheInput() {
        forEachSeed(
                100,
                seed -> {
                    String sql = new RandomSubqueries(new Random(seed), SUBQUERY_TABLES).query();
                    PlannedQuery query = PLANNER.plan(sql);
                    trial(seed, query.plan(), query.lineage(), sql);
                });
        assertHolds();
    }

    @Test
    void changesNoColumnOfALiveQueryThatDoesNotNameTheInput() {
        List<String> queries = LiveQueries.all();
        for (int i = 0; i < queries.size(); i++) {
            PlannedQuery query = PLANNER.plan(queries.get(i));
            trial(i, query.plan(), query.lineage(), queries.get(i));
        }
        assertHolds();
    }

    @Test
    void changesNoColumnOfARareQueryThatDoesNotNameTheInput() {
        for (String sql : RARE_QUERIES) {
            PlannedQuery query = PLANNER.plan(sql);
            for (int seed = 0; seed < SEEDS_PER_RARE_QUERY; seed++) {
                trial(seed, query.plan(), query.lineage(), sql);
            }
        }
        assertHolds();
    }

    /** The plan that runs gives what the lineage of the query as written promises. */
    private void trial(long seed, Plan plan, PlanLineage lineage, String what) {
        Random random = new Random(seed);
        RandomValues values = seed % 4 == 0 ? RandomValues.wild(random) : RandomValues.tame(random);
        LineageTrial trial = new LineageTrial(new ChangedInputs(values, Tables.ALL), NOW);
        trial.violations(plan, lineage)
                .forEach(found -> violations.add("seed " + seed + ": " + found + " of " + what));
        absent += trial.absent();
        present += trial.present();
        presentAndSeen += trial.presentAndSeen();
    }

    private static void forEachSeed(int usual, java.util.function.LongConsumer check) {
        Long only = Long.getLong("tidemill.seed");
        boolean isLong = Boolean.getBoolean("tidemill.long");
        long first = only != null ? only : isLong ? System.currentTimeMillis() : 0;
        long count = only != null ? 1 : Long.getLong("tidemill.count", isLong ? 5_000 : usual);
        for (long seed = first; seed < first + count; seed++) {
            check.accept(seed);
        }
        System.out.println("seeds " + first + " to " + (first + count - 1));
    }

    /** The last two say that there was something to break, and that changes do change columns. */
    private void assertHolds() {
        System.out.printf(
                "%,d pairs without a dependency; of %,d with one %,d were seen%n",
                absent, present, presentAndSeen);
        assertEquals(List.of(), violations);
        if (Long.getLong("tidemill.seed") == null && Long.getLong("tidemill.count") == null) {
            assertTrue(absent > 1_000, "only " + absent + " pairs without a dependency");
            assertTrue(presentAndSeen * 3 > present, "lineage names too much");
        }
    }

    private static CatalogTable catalogTable(InputTable table) {
        return table.isKeyed()
                ? CatalogTable.keyed(table.name(), table.schema(), table.key())
                : CatalogTable.event(table.name(), table.schema(), table.eventTime());
    }
}
