package dev.tidemill.node.definition;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.plan.Traits;
import dev.tidemill.engine.circuit.Circuit;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.engine.circuit.LiveTable;
import dev.tidemill.node.record.ActionRule;
import dev.tidemill.node.record.DefinitionEntry;
import dev.tidemill.sql.CatalogTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The definitions that the circuit runs now, with their plans. Changed only by {@link #apply} on
 * the engine's thread; the views it gives are immutable and may be read anywhere.
 */
public final class DefinitionsInForce {
    private volatile View view = viewOf(DefinitionEntry.none(), List.of());

    /** Input and live tables by name; live tables in dependency order. */
    public record View(
            DefinitionEntry definitions,
            Map<String, InputTable> inputs,
            Map<String, PlannedTable> liveTables) {
        /** All tables as SQL reads them. */
        public List<CatalogTable> catalog() {
            List<CatalogTable> tables = new ArrayList<>();
            for (InputTable table : inputs.values()) {
                tables.add(
                        new CatalogTable(
                                table.name(),
                                table.schema(),
                                table.key(),
                                !table.isKeyed(),
                                table.eventTime(),
                                table.bounds()));
            }
            for (PlannedTable table : liveTables.values()) {
                tables.add(table.asCatalogTable());
            }
            return tables;
        }
    }

    public View view() {
        return view;
    }

    public Set<String> tableNames() {
        View current = view;
        Set<String> names = new TreeSet<>(current.inputs.keySet());
        names.addAll(current.liveTables.keySet());
        return names;
    }

    public InputTable input(String name) {
        InputTable input = view.inputs.get(name);
        if (input == null) {
            throw new TidemillException(ErrorCode.UNKNOWN_TABLE, "there is no table " + name);
        }
        return input;
    }

    /** Whether some live table's rows leave it as time goes on. */
    public boolean hasExpiringTables() {
        return view.liveTables.values().stream()
                .anyMatch(table -> Traits.of(table.plan()).expiring());
    }

    /**
     * Refuses definitions that could not be applied: SQL that does not plan, an input table with
     * other columns than the one that holds rows, an input table that is gone.
     */
    public void requireApplicable(DefinitionEntry next) {
        Map<String, PlannedTable> planned = new HashMap<>();
        DefinitionPlanner.plan(next).forEach(table -> planned.put(table.name(), table));
        next.actions().forEach(action -> requireFits(action, planned));
        Map<String, InputTable> inputs = new HashMap<>();
        next.inputs().forEach(input -> inputs.put(input.name(), input));
        next.liveTables().forEach(table -> refuseOtherKind(table.name(), view.inputs));
        inputs.keySet().forEach(name -> refuseOtherKind(name, view.liveTables));
        for (InputTable former : view.inputs.values()) {
            InputTable newer = inputs.get(former.name());
            if (newer == null && view.definitions.created().contains(former.name())) {
                continue;
            }
            if (newer == null || !former.withLateness().equals(newer.withLateness())) {
                throw new TidemillException(
                                ErrorCode.DEFINITION_CHANGED,
                                newer == null
                                        ? "the contract of " + former.name() + " is gone"
                                        : "the columns of " + former.name() + " have changed")
                        .withHint(
                                "a table that holds rows keeps its columns; give the new contract"
                                        + " another name, or start with an empty data folder");
            }
        }
    }

    /** An action's key must be there in each row, and find it again when the action has a latch. */
    private static void requireFits(ActionRule action, Map<String, PlannedTable> planned) {
        PlannedTable table = planned.get(action.table());
        if (table == null) {
            return; // suspended: nothing enters or leaves it
        }
        for (String column : action.key()) {
            if (table.schema().indexOf(column) < 0) {
                throw new TidemillException(
                                ErrorCode.INVALID_PROJECT,
                                "the action %s has the key %s, which is no column of %s"
                                        .formatted(action.name(), column, table.name()))
                        .withHint("its columns are " + table.schema().names());
            }
        }
        Set<String> key = new TreeSet<>();
        table.key().forEach(column -> key.add(table.schema().field(column).name()));
        if (action.latch() != null && !key.equals(new TreeSet<>(action.key()))) {
            throw new TidemillException(
                            ErrorCode.INVALID_PROJECT,
                            "the action %s with a latch has the key %s, but that of %s is %s"
                                    .formatted(action.name(), action.key(), table.name(), key))
                    .withHint("a latch is found by the key that tells the table's rows apart");
        }
    }

    private static void refuseOtherKind(String name, Map<String, ?> otherKind) {
        if (otherKind.containsKey(name)) {
            throw new TidemillException(
                            ErrorCode.DEFINITION_CHANGED,
                            name + " cannot turn from a table of rows into a query, or back")
                    .withHint("give the new table another name, or drop the old one first");
        }
    }

    /** Takes definitions over that a circuit was created with. */
    public void adopt(DefinitionEntry definitions, List<PlannedTable> planned) {
        view = viewOf(definitions, planned);
    }

    /**
     * Makes the circuit run these definitions, at a tick boundary: what is gone is dropped, what is
     * new or has another plan is built from the tables it reads. Table changes that come of it are
     * part of the tick.
     */
    public void apply(DefinitionEntry next, Circuit circuit, long nowMicros) {
        View current = view;
        List<PlannedTable> planned = DefinitionPlanner.plan(next);
        View wanted = viewOf(next, planned);
        for (InputTable input : next.inputs()) {
            if (!current.inputs.containsKey(input.name())) {
                circuit.addInput(input);
            }
        }
        for (PlannedTable table : planned) {
            PlannedTable former = current.liveTables.get(table.name());
            if (former == null
                    || !former.hash().equals(table.hash())
                    || !former.schema().equals(table.schema())) {
                circuit.replace(new LiveTable(table.name(), table.plan()), nowMicros);
            }
        }
        // After the others have their new plans: until then they may read what goes.
        List<String> readersFirst = new ArrayList<>(current.liveTables.keySet()).reversed();
        for (String name : readersFirst) {
            if (!wanted.liveTables.containsKey(name)) {
                circuit.drop(name);
            }
        }
        for (String name : current.inputs.keySet()) {
            if (!wanted.inputs.containsKey(name)) {
                circuit.dropInput(name);
            }
        }
        view = wanted;
    }

    private static View viewOf(DefinitionEntry definitions, List<PlannedTable> planned) {
        Map<String, InputTable> inputs = new HashMap<>();
        definitions.inputs().forEach(input -> inputs.put(input.name(), input));
        Map<String, PlannedTable> liveTables = new LinkedHashMap<>();
        planned.forEach(table -> liveTables.put(table.name(), table));
        return new View(
                definitions, Map.copyOf(inputs), java.util.Collections.unmodifiableMap(liveTables));
    }
}
