package dev.tidemill.testkit.function;

import static dev.tidemill.testkit.fixture.LiveTableAssertion.assertThat;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.Place;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.testkit.engine.Tables;
import dev.tidemill.testkit.fixture.LiveTableAssertion;
import dev.tidemill.testkit.fixture.SqlTables;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Live tables that call a project's functions are what the interpreter says after every tick,
 * however the changes are cut into ticks, and after kills.
 */
class OwnFunctionsTest {
    private static final long SEED = Long.getLong("tidemill.seed", 1);
    private static final int SEEDS = Boolean.getBoolean("tidemill.long") ? 40 : 4;

    private static final List<String> SCALARS =
            List.of(
                    "SELECT id, own_half(size) AS half, own_label(label, id) AS label FROM items",
                    "SELECT id, own_eve(happened) AS eve FROM events WHERE good",
                    "SELECT kind, sum(own_share(amount, score)) AS share FROM events GROUP BY kind",
                    "SELECT l.kind, own_half(i.size + i.id) AS half FROM links l"
                            + " JOIN items i ON i.id = l.item",
                    "SELECT own_label(label, 2) AS label, count(*) AS n FROM items"
                            + " GROUP BY own_label(label, 2) HAVING count(*) > 1");

    private static final List<String> AGGREGATES =
            List.of(
                    "SELECT label, own_sum(size % 50) AS total FROM items GROUP BY label",
                    "SELECT own_sum(size % 50) AS total, own_bag(label) AS bag FROM items",
                    "SELECT id % 4 AS k, own_bag(label) AS bag, count(*) AS n FROM items"
                            + " GROUP BY id % 4",
                    "SELECT id % 3 AS k, own_bag(DISTINCT label) AS bag,"
                            + " own_sum(DISTINCT size % 9) FILTER (WHERE id > 1) AS total"
                            + " FROM items GROUP BY id % 3",
                    "SELECT kind, own_mean(amount, id) AS mean,"
                            + " own_mean(DISTINCT amount, id) FILTER (WHERE good) AS part"
                            + " FROM events GROUP BY kind",
                    "SELECT kind, good, own_mean(amount, id) AS mean FROM events"
                            + " GROUP BY GROUPING SETS ((kind, good), (kind), ())",
                    "SELECT l.kind, own_mean(i.id, i.id) AS mean, own_bag(i.label) AS bag"
                            + " FROM links l JOIN items i ON i.id = l.item GROUP BY l.kind",
                    "SELECT label, sum(size % 100) AS total FROM items GROUP BY label"
                            + " HAVING own_sum(size % 50) > 0 OR own_bag(label) LIKE '{a%'",
                    "SELECT kind, own_latest(happened) AS latest FROM events GROUP BY kind",
                    "SELECT id, kind, own_latest(DISTINCT happened) FILTER (WHERE good) AS latest"
                            + " FROM events GROUP BY id, kind",
                    "SELECT k, own_sum(n) AS total FROM (SELECT label AS k, id % 3 AS m,"
                            + " count(*) AS n FROM items GROUP BY label, id % 3) t GROUP BY k",
                    "SELECT id, (SELECT own_bag(kind) AS b FROM links) AS b FROM items");

    private LiveTableAssertion asserting(List<String> queries) {
        Map<String, String> tables = new LinkedHashMap<>();
        queries.forEach(query -> tables.put("q" + tables.size(), query));
        return assertThat(tables)
                .over(Tables.ALL)
                .calling(OwnHandles.functions())
                .rowsPerTick(10)
                .ticks(25)
                .afterEachTick();
    }

    @TestFactory
    Stream<DynamicTest> equalTheOracleInAnyTicksAndAfterKills() {
        return Stream.of(SCALARS, AGGREGATES)
                .flatMap(
                        queries ->
                                Stream.iterate(SEED, seed -> seed + 1)
                                        .limit(SEEDS)
                                        .map(
                                                seed ->
                                                        DynamicTest.dynamicTest(
                                                                queries.getFirst() + " " + seed,
                                                                () -> check(queries, seed))));
    }

    private void check(List<String> queries, long seed) {
        asserting(queries)
                .seed(seed)
                .equalsOracle()
                .isTheSameWhateverTheTicks()
                .survivesRestarts()
                .survivesReplacements();
    }

    private TidemillException refusal(String sql) {
        Map<String, String> query = Map.of("q", sql);
        return assertThrows(
                TidemillException.class,
                () -> SqlTables.plan(Tables.ALL, query, OwnHandles.functions()),
                sql);
    }

    private void assertRefused(String sql, ErrorCode code, int column, String fact, String hint) {
        TidemillException refused = refusal(sql);
        assertEquals(code, refused.errorCode(), refused.message());
        Place place = requireNonNull(refused.place(), refused.message());
        assertEquals(column, place.column(), refused.message());
        assertTrue(refused.message().contains(fact), refused.message());
        assertTrue(String.valueOf(refused.hint()).contains(hint), refused.hint());
    }

    @Test
    void refusesAnAggregateThatCannotTakeRowsBackWhereRowsLeave() {
        String sql = "SELECT own_latest(day::timestamp) AS x FROM items";
        assertRefused(sql, ErrorCode.UNSUPPORTED_SQL, 8, "cannot take rows back", "method retract");
        assertRefused(
                "SELECT kind, own_latest(happened) AS x FROM events"
                        + " WHERE happened > now() - interval '1 day' GROUP BY kind",
                ErrorCode.UNSUPPORTED_SQL,
                14,
                "cannot take rows back",
                "method retract");
    }

    @Test
    void refusesFormsThatAProjectsAggregateDoesNotHave() {
        assertRefused(
                "SELECT id, own_sum(size) OVER () AS x FROM items",
                ErrorCode.UNSUPPORTED_SQL,
                12,
                "own_sum with OVER",
                "");
        assertRefused(
                "SELECT own_sum(size) WITHIN GROUP (ORDER BY id) AS x FROM items",
                ErrorCode.GROUPING_ERROR,
                8,
                "own_sum",
                "");
        assertRefused(
                "SELECT own_sum(label) AS x FROM items",
                ErrorCode.UNKNOWN_FUNCTION,
                8,
                "aggregate own_sum(TEXT) does not exist",
                "Cast");
        assertRefused(
                "SELECT own_sum(size, id) AS x FROM items",
                ErrorCode.UNKNOWN_FUNCTION,
                8,
                "own_sum(BIGINT, INTEGER)",
                "Cast");
        assertRefused(
                "SELECT id, (SELECT own_bag(kind) FROM links WHERE item = id) AS x FROM items",
                ErrorCode.UNSUPPORTED_SQL,
                20,
                "for each row of an outer query",
                "Join");
    }
}
