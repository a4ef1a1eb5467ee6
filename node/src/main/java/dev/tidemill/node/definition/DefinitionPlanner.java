package dev.tidemill.node.definition;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.Place;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.node.record.DefinitionEntry;
import dev.tidemill.sql.CatalogTable;
import dev.tidemill.sql.Planner;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Plans live tables in the order in which they read each other. Tables that read each other in a
 * circle are refused.
 */
public final class DefinitionPlanner {
    private final Map<String, String> sqls = new LinkedHashMap<>();
    private final Map<String, PlannedTable> planned = new LinkedHashMap<>();
    private final Set<String> underWay = new LinkedHashSet<>();
    private final Map<String, CatalogTable> tables = new HashMap<>();
    private final Planner planner = new Planner(name -> Optional.ofNullable(tables.get(name)));

    private DefinitionPlanner(DefinitionEntry definitions) {
        for (InputTable input : definitions.inputs()) {
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

    /** The live tables with their plans, in dependency order. */
    public static List<PlannedTable> plan(DefinitionEntry definitions) {
        DefinitionPlanner self = new DefinitionPlanner(definitions);
        self.sqls.keySet().forEach(self::planTable);
        return List.copyOf(self.planned.values());
    }

    private void add(CatalogTable table) {
        tables.put(table.name(), table);
    }

    private void planTable(String name) {
        if (planned.containsKey(name) || !underWay.add(name)) {
            return;
        }
        String sql = java.util.Objects.requireNonNull(sqls.get(name));
        mentioned(sql).forEach(this::planTable);
        try {
            PlannedTable table = PlannedTable.of(name, sql, planner.plan(sql).plan());
            planned.put(name, table);
            add(table.asCatalogTable());
        } catch (TidemillException e) {
            throw explained(name, sql, e);
        } finally {
            underWay.remove(name);
        }
    }

    /** Live tables that a query reads; none when it does not parse, which planning will tell. */
    private Set<String> mentioned(String sql) {
        Set<String> names = new LinkedHashSet<>();
        try {
            names.addAll(Planner.tablesOf(sql));
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
        Place place = e.place();
        return place == null || place.source() != null
                ? e
                : e.at(new Place("tables/" + name + ".sql", place.line(), place.column()));
    }
}
