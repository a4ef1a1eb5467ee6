package dev.tidemill.node.definition;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.tidemill.algebra.plan.PlanHash;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.node.record.DefinitionEntry.FunctionJar;
import dev.tidemill.sql.CatalogTable;
import dev.tidemill.sql.Planner;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlanCacheTest {
    private static final String SQL = "SELECT k, count(*) AS n FROM a GROUP BY k";
    private static final CatalogTable A = table("a", Type.BIGINT);
    private static final CatalogTable B = table("b", Type.BIGINT);
    private static final List<FunctionJar> NO_JARS = List.of();

    private final PlanCache cache = new PlanCache();

    private static CatalogTable table(String name, Type type) {
        return CatalogTable.keyed(name, Schema.of(new Field("k", type, false)), List.of(0));
    }

    private static PlanCache.Planned planned(String sql, Map<String, CatalogTable> tables) {
        var query = new Planner(name -> Optional.ofNullable(tables.get(name))).plan(sql);
        return new PlanCache.Planned(query.plan(), PlanHash.of(query.plan()), query.lineage());
    }

    @Test
    void findsAPlanWhileTheTablesItNamesAreTheSame() {
        Map<String, CatalogTable> tables = Map.of("a", A);
        PlanCache.Planned made = planned(SQL, tables);
        cache.keep(SQL, tables, NO_JARS, made);

        assertSame(made, cache.find(SQL, tables, NO_JARS));
        assertSame(made, cache.find(SQL, Map.of("a", table("a", Type.BIGINT), "b", B), NO_JARS));
        assertEquals(Set.of("a"), cache.namesIn(SQL));
    }

    @Test
    void findsNoneForATableWithOtherColumnsOrKey() {
        cache.keep(SQL, Map.of("a", A), NO_JARS, planned(SQL, Map.of("a", A)));

        assertNull(cache.find(SQL, Map.of("a", table("a", Type.TEXT)), NO_JARS));
        assertNull(
                cache.find(
                        SQL, Map.of("a", CatalogTable.keyed("a", A.schema(), List.of())), NO_JARS));
        assertNull(cache.find(SQL, Map.of(), NO_JARS));
    }

    @Test
    void findsNoneForAnotherQuery() {
        cache.keep(SQL, Map.of("a", A), NO_JARS, planned(SQL, Map.of("a", A)));

        assertNull(cache.find("SELECT k FROM a", Map.of("a", A), NO_JARS));
    }

    @Test
    void keepsABoundedNumberOfThoseThatWereUsedLast() {
        Map<String, CatalogTable> tables = Map.of("a", A);
        PlanCache.Planned any = planned(SQL, tables);
        cache.keep(SQL, tables, NO_JARS, any);
        for (int i = 0; i < PlanCache.PLANS_MAX; i++) {
            assertNotNull(cache.find(SQL, tables, NO_JARS));
            cache.keep("SELECT k + " + i + " AS x FROM a", tables, NO_JARS, any);
        }

        assertNotNull(cache.find(SQL, tables, NO_JARS));
        assertNull(cache.find("SELECT k + 0 AS x FROM a", tables, NO_JARS));
    }

    @Test
    void forgetsThePlansOfTablesThatAreGone() {
        Map<String, CatalogTable> tables = Map.of("a", A);
        PlanCache.Planned any = planned(SQL, tables);
        for (int i = 0; i < PlanCache.SPARE_MAX + 10; i++) {
            cache.keep("SELECT k + " + i + " AS x FROM a", tables, NO_JARS, any);
        }
        cache.keep(SQL, tables, NO_JARS, any);

        cache.keepNewest(1);

        assertNotNull(cache.find(SQL, tables, NO_JARS));
        assertNull(cache.find("SELECT k + 9 AS x FROM a", tables, NO_JARS));
        assertNotNull(cache.find("SELECT k + 10 AS x FROM a", tables, NO_JARS));
    }
}
