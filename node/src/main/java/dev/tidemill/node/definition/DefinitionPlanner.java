package dev.tidemill.node.definition;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.Place;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.function.ProjectFunction;
import dev.tidemill.algebra.plan.PlanHash;
import dev.tidemill.definitions.quality.CheckTables;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.node.function.FunctionSource;
import dev.tidemill.node.ingest.SystemTables;
import dev.tidemill.node.record.DefinitionEntry;
import dev.tidemill.node.record.Suspension;
import dev.tidemill.sql.Catalog;
import dev.tidemill.sql.CatalogTable;
import dev.tidemill.sql.PlannedQuery;
import dev.tidemill.sql.Planner;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Plans live tables in the order in which they read each other. Tables that read each other in a
 * circle are not planned, nor is one that reads a table that is not.
 */
public final class DefinitionPlanner {
    private final Map<String, String> sqls = new LinkedHashMap<>();
    private final Map<String, PlannedTable> planned = new LinkedHashMap<>();
    private final Map<String, TidemillException> refused = new LinkedHashMap<>();
    private final Map<String, Suspension> failed;
    private final Set<String> underWay = new LinkedHashSet<>();
    private final Map<String, CatalogTable> tables = new HashMap<>();
    private final List<DefinitionEntry.FunctionJar> jars;
    private final PlanCache cache;
    private final Planner planner;

    /**
     * What became of definitions.
     *
     * @param tables those that run, in dependency order
     * @param refused why the others do not, by name
     * @param suspended the same, as it is shown
     */
    public record Planned(
            List<PlannedTable> tables,
            Map<String, TidemillException> refused,
            Map<String, Suspension> suspended) {
        public Planned {
            tables = List.copyOf(tables);
            refused = Collections.unmodifiableMap(new LinkedHashMap<>(refused));
            suspended = Collections.unmodifiableMap(new LinkedHashMap<>(suspended));
        }
    }

    private DefinitionPlanner(
            DefinitionEntry definitions,
            Map<String, Suspension> failed,
            FunctionSource functions,
            PlanCache cache) {
        this.failed = failed;
        this.jars = definitions.functions();
        this.cache = cache;
        this.planner =
                new Planner(
                        new Catalog() {
                            @Override
                            public Optional<CatalogTable> table(String name) {
                                return Optional.ofNullable(tables.get(name));
                            }

                            @Override
                            public Optional<ProjectFunction> function(String name) {
                                return functions.function(definitions.functions(), name);
                            }
                        });
        for (InputTable input : definitions.inputs()) {
            if (SystemTables.isLog(input.name())) {
                continue; // What came of a tick is no input of it.
            }
            add(
                    new CatalogTable(
                            input.name(),
                            input.schema(),
                            input.key(),
                            !input.isKeyed(),
                            input.eventTime(),
                            input.bounds()));
        }
        definitions.liveTables().forEach(table -> sqls.put(table.name(), table.sql()));
    }

    /**
     * The live tables with their plans, in dependency order; throws when one does not plan. There
     * are no functions of a project.
     */
    public static List<PlannedTable> plan(DefinitionEntry definitions) {
        return plan(definitions, FunctionSource.NONE);
    }

    /** As {@link #plan(DefinitionEntry)}, with the functions of the definitions' jars. */
    public static List<PlannedTable> plan(DefinitionEntry definitions, FunctionSource functions) {
        Planned planned = planWhatCanBe(definitions, Map.of(), functions);
        for (TidemillException first : planned.refused().values()) {
            throw first;
        }
        return planned.tables();
    }

    /**
     * Like the other, and remembers no plans.
     *
     * @param failed live tables that failed in a tick: with the same SQL they stay suspended
     * @param functions where the functions of the definitions' jars are found
     */
    public static Planned planWhatCanBe(
            DefinitionEntry definitions, Map<String, Suspension> failed, FunctionSource functions) {
        return planWhatCanBe(definitions, failed, functions, new PlanCache());
    }

    /**
     * Plans what can be planned.
     *
     * @param failed live tables that failed in a tick: with the same SQL they stay suspended
     * @param functions where the functions of the definitions' jars are found
     * @param cache plans that were made before with the same source of functions
     */
    static Planned planWhatCanBe(
            DefinitionEntry definitions,
            Map<String, Suspension> failed,
            FunctionSource functions,
            PlanCache cache) {
        DefinitionPlanner self = new DefinitionPlanner(definitions, failed, functions, cache);
        self.sqls.keySet().forEach(self::planTable);
        cache.keepNewest(self.sqls.size());
        Map<String, Suspension> suspended = new LinkedHashMap<>();
        self.refused.forEach(
                (name, reason) ->
                        suspended.put(
                                name,
                                self.isFailed(name)
                                        ? failed.get(name)
                                        : Suspension.of(name, self.sql(name), reason, 0)));
        return new Planned(List.copyOf(self.planned.values()), self.refused, suspended);
    }

    private String sql(String name) {
        return Objects.requireNonNull(sqls.get(name));
    }

    private boolean isFailed(String name) {
        Suspension known = failed.get(name);
        return known != null && known.sql().equals(sql(name));
    }

    private void add(CatalogTable table) {
        tables.put(table.name(), table);
    }

    private void planTable(String name) {
        if (planned.containsKey(name) || refused.containsKey(name) || !underWay.add(name)) {
            return;
        }
        String wanted = sql(name);
        mentioned(wanted).forEach(this::planTable);
        String sql =
                name.equals(CheckTables.CHECKS)
                        ? CheckTables.withoutUnknown(
                                wanted,
                                part -> Collections.disjoint(mentioned(part), refused.keySet()))
                        : wanted;
        Set<String> read = mentioned(sql);
        try {
            requireRunning(name, read);
            PlanCache.Planned plan = plan(sql);
            PlannedTable table =
                    new PlannedTable(name, sql, plan.plan(), plan.hash(), plan.lineage());
            planned.put(name, table);
            add(table.asCatalogTable());
        } catch (TidemillException e) {
            refused.put(name, explained(name, sql, e));
        } catch (RuntimeException e) {
            refused.put(
                    name,
                    new TidemillException(
                            ErrorCode.INTERNAL,
                            "the query of " + name + " is not planned: " + e,
                            e));
        } finally {
            underWay.remove(name);
        }
    }

    private PlanCache.Planned plan(String sql) {
        PlanCache.Planned known = cache.find(sql, tables, jars);
        if (known != null) {
            return known;
        }
        PlannedQuery query = planner.plan(sql);
        PlanCache.Planned made =
                new PlanCache.Planned(query.plan(), PlanHash.of(query.plan()), query.lineage());
        cache.keep(sql, tables, jars, made);
        return made;
    }

    private void requireRunning(String name, Set<String> read) {
        if (isFailed(name)) {
            throw Objects.requireNonNull(failed.get(name)).asException();
        }
        for (String other : read) {
            TidemillException reason = refused.get(other);
            if (reason != null) {
                throw new TidemillException(
                        ErrorCode.TABLE_SUSPENDED,
                        name + " reads " + other + ", which does not run",
                        reason);
            }
        }
    }

    /** Live tables that a query reads; none when it does not parse, which planning will tell. */
    private Set<String> mentioned(String sql) {
        Set<String> names = new LinkedHashSet<>();
        try {
            names.addAll(cache.namesIn(sql));
        } catch (TidemillException e) {
            return names;
        }
        names.retainAll(sqls.keySet());
        return names;
    }

    private TidemillException explained(String name, String sql, TidemillException e) {
        Set<String> circle = mentioned(sql);
        circle.retainAll(underWay);
        if (e.errorCode() == ErrorCode.UNKNOWN_TABLE && !circle.isEmpty()) {
            return new TidemillException(
                            ErrorCode.UNSUPPORTED_SQL,
                            "live tables read each other in a circle: " + name + " and " + circle,
                            e)
                    .withHint("recursion is not supported; break the circle");
        }
        if (name.equals(CheckTables.CHECKS)) {
            // Its SQL is in no file, so a place in it would mislead.
            return new TidemillException(
                            e.errorCode(),
                            "a check of a contract is not planned: " + e.message(),
                            e)
                    .withHint("tidemill validate says which one, and where it stands");
        }
        Place place = e.place();
        return place == null || place.source() != null
                ? e
                : e.at(new Place("tables/" + name + ".sql", place.line(), place.column()));
    }
}
