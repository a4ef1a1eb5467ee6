package dev.tidemill.node.definition;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.Place;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.node.record.DefinitionEntry;
import dev.tidemill.sql.Catalog;
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
 * Plans live tables in the order in which they read each other: a table that another one names is
 * planned first. A table that reads itself, directly or not, is refused.
 */
public final class DefinitionPlanner implements Catalog {
    private final Map<String, InputTable> inputs = new HashMap<>();
    private final Map<String, String> sqls = new LinkedHashMap<>();
    private final Map<String, PlannedTable> planned = new LinkedHashMap<>();
    private final Set<String> underWay = new LinkedHashSet<>();
    private final Planner planner;

    private DefinitionPlanner(DefinitionEntry definitions) {
        this.planner = new Planner(this);
        definitions.inputs().forEach(input -> inputs.put(input.name(), input));
        definitions.liveTables().forEach(table -> sqls.put(table.name(), table.sql()));
    }

    /** The live tables with their plans, in dependency order. */
    public static List<PlannedTable> plan(DefinitionEntry definitions) {
        DefinitionPlanner self = new DefinitionPlanner(definitions);
        self.sqls.keySet().forEach(self::planTable);
        return List.copyOf(self.planned.values());
    }

    @Override
    public Optional<CatalogTable> table(String name) {
        InputTable input = inputs.get(name);
        if (input != null) {
            return Optional.of(
                    new CatalogTable(
                            name,
                            input.schema(),
                            input.key(),
                            !input.isKeyed(),
                            input.eventTime()));
        }
        if (!sqls.containsKey(name)) {
            return Optional.empty();
        }
        PlannedTable table = planTable(name);
        return Optional.of(
                new CatalogTable(name, table.schema(), table.key(), table.appendOnly(), -1));
    }

    private PlannedTable planTable(String name) {
        PlannedTable known = planned.get(name);
        if (known != null) {
            return known;
        }
        if (!underWay.add(name)) {
            throw new TidemillException(
                            ErrorCode.UNSUPPORTED_SQL,
                            "live tables read each other in a circle: "
                                    + String.join(" → ", underWay)
                                    + " → "
                                    + name)
                    .withHint("recursion is not supported; break the circle");
        }
        String sql = java.util.Objects.requireNonNull(sqls.get(name));
        try {
            PlannedTable table = PlannedTable.of(name, sql, planner.plan(sql).plan());
            planned.put(name, table);
            return table;
        } catch (TidemillException e) {
            if (e.place() != null && e.place().source() == null) {
                throw e.at(
                        new Place("tables/" + name + ".sql", e.place().line(), e.place().column()));
            }
            throw e;
        } finally {
            underWay.remove(name);
        }
    }
}
