package dev.tidemill.node.definition;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.plan.PlanHash;
import dev.tidemill.node.record.DefinitionEntry.FunctionJar;
import dev.tidemill.sql.CatalogTable;
import dev.tidemill.sql.Planner;
import dev.tidemill.sql.lineage.PlanLineage;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Plans of queries that were planned before, over tables that are still the same. A plan depends on
 * nothing but its SQL, the tables that this names and the functions of the project; so whether it
 * is found here or made anew changes no tick. Without it the engine's thread would plan all live
 * tables in each tick that defines one.
 *
 * <p>Keeps a bounded number, the ones used last: behind each planning of all live tables those of
 * these and a few more, since the plans of tables that come and go would otherwise stay until there
 * are {@link #PLANS_MAX}. Safe for all threads.
 */
final class PlanCache {
    /** Plans that are kept; more live tables than this are planned anew each time. */
    static final int PLANS_MAX = 2_000;

    /**
     * Plans that are kept of queries that were not among those planned last: of definitions that
     * somebody tries beside those in force, and of tables that come back.
     */
    static final int SPARE_MAX = 64;

    private final Map<String, Known> known =
            new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
                    return size() > PLANS_MAX;
                }
            };

    /**
     * What a query became.
     *
     * @param named all names of tables in it
     * @param read those of them that there were
     */
    private record Known(
            Set<String> named,
            Map<String, CatalogTable> read,
            List<FunctionJar> functions,
            Planned planned) {}

    /** A plan, its hash, and what the query's columns depend on. */
    record Planned(Plan plan, PlanHash hash, PlanLineage lineage) {}

    /** The names of the tables in a query; throws when it does not parse. */
    Set<String> namesIn(String sql) {
        Known found = find(sql);
        return found == null ? Planner.tablesOf(sql) : found.named();
    }

    private synchronized @Nullable Known find(String sql) {
        return known.get(sql);
    }

    /**
     * The plan of a query; null when it has to be made.
     *
     * @param tables all that there are
     */
    @Nullable Planned find(
            String sql, Map<String, CatalogTable> tables, List<FunctionJar> functions) {
        Known found = find(sql);
        return found != null
                        && found.functions().equals(functions)
                        && found.read().equals(read(found.named(), tables))
                ? found.planned()
                : null;
    }

    private static Map<String, CatalogTable> read(
            Set<String> named, Map<String, CatalogTable> tables) {
        Map<String, CatalogTable> read = new HashMap<>();
        for (String name : named) {
            CatalogTable table = tables.get(name);
            if (table != null) {
                read.put(name, table);
            }
        }
        return read;
    }

    /** Remembers a plan that was made. */
    void keep(
            String sql,
            Map<String, CatalogTable> tables,
            List<FunctionJar> functions,
            Planned planned) {
        Set<String> named = Set.copyOf(Planner.tablesOf(sql));
        Known made = new Known(named, read(named, tables), functions, requireNonNull(planned));
        synchronized (this) {
            known.put(sql, made);
        }
    }

    /**
     * Forgets the plans used longest ago.
     *
     * @param planned queries that were just planned, and so used last
     */
    synchronized void keepNewest(int planned) {
        Iterator<Known> eldest = known.values().iterator();
        for (int spare = known.size() - planned - SPARE_MAX; spare > 0; spare--) {
            eldest.next();
            eldest.remove();
        }
    }
}
