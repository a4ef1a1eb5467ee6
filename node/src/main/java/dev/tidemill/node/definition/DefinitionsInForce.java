package dev.tidemill.node.definition;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.function.ProjectFunction;
import dev.tidemill.algebra.plan.Traits;
import dev.tidemill.engine.circuit.Circuit;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.engine.circuit.LiveTable;
import dev.tidemill.node.function.FunctionSource;
import dev.tidemill.node.record.ActionRule;
import dev.tidemill.node.record.DefinitionEntry;
import dev.tidemill.node.record.Suspension;
import dev.tidemill.sql.Catalog;
import dev.tidemill.sql.CatalogTable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The definitions that the circuit runs now, with their plans. Changed only by {@link #apply} on
 * the engine's thread; the views it gives are immutable and may be read anywhere.
 */
public final class DefinitionsInForce {
    private static final Logger LOG = LoggerFactory.getLogger(DefinitionsInForce.class);

    private static final Pattern WORD = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private final FunctionSource functions;

    private volatile View view;

    private volatile Consumer<String> dropped = _ -> {};

    /**
     * Live tables that failed in a tick, until their SQL is another, or the jar of a function that
     * they call. Engine thread only.
     */
    private final Map<String, Suspension> failed = new LinkedHashMap<>();

    /**
     * @param functions where the functions of definitions' jars are found
     */
    public DefinitionsInForce(FunctionSource functions) {
        this.functions = functions;
        this.view = viewOf(DefinitionEntry.none(), List.of(), Map.of());
    }

    /**
     * Input and live tables by name.
     *
     * @param liveTables those that run, in dependency order
     * @param suspended those that are defined and do not
     */
    public record View(
            DefinitionEntry definitions,
            Map<String, InputTable> inputs,
            Map<String, PlannedTable> liveTables,
            Map<String, Suspension> suspended,
            FunctionSource functions) {
        /** Those that failed in a tick; the others do not plan, or read one that does not run. */
        Map<String, Suspension> failed() {
            Map<String, Suspension> some = new HashMap<>(suspended);
            some.values().removeIf(suspension -> suspension.tick() == 0);
            return some;
        }

        boolean isSuspended(String name, String sql) {
            Suspension known = suspended.get(name);
            return known != null && known.sql().equals(sql);
        }

        /** Whether there is a live table of this name, running or not. */
        public boolean isLive(String name) {
            return liveTables.containsKey(name) || suspended.containsKey(name);
        }

        /** All tables and functions as SQL reads them. */
        public Catalog catalog() {
            Catalog all = Catalog.of(tables());
            return new Catalog() {
                @Override
                public Optional<CatalogTable> table(String name) {
                    return all.table(name);
                }

                @Override
                public Collection<String> names() {
                    return all.names();
                }

                @Override
                public Optional<ProjectFunction> function(String name) {
                    return functions.function(definitions.functions(), name);
                }
            };
        }

        private List<CatalogTable> tables() {
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
        names.addAll(current.suspended.keySet());
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
     * other columns than the one that holds rows, an input table that is gone. A live table that is
     * suspended already, and has the same SQL, may stay so.
     */
    public void requireApplicable(DefinitionEntry next) {
        Map<String, PlannedTable> planned = new HashMap<>();
        View current = view;
        DefinitionPlanner.Planned what =
                DefinitionPlanner.planWhatCanBe(next, current.failed(), functions);
        what.suspended()
                .forEach(
                        (name, suspension) -> {
                            if (!current.isSuspended(name, suspension.sql())) {
                                throw Objects.requireNonNull(what.refused().get(name));
                            }
                        });
        what.tables().forEach(table -> planned.put(table.name(), table));
        IndexRules.check(next, what.tables());
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

    /** Hears on the engine's thread of each input table that is gone, before it is published. */
    public void onDropped(Consumer<String> listener) {
        dropped = listener;
    }

    /** Takes definitions over that a circuit was created with. */
    public void adopt(DefinitionEntry definitions, List<PlannedTable> planned) {
        adopt(definitions, planned, Map.of(), List.of());
    }

    /**
     * Takes definitions over that a circuit was created with.
     *
     * @param suspended live tables that it was created without
     * @param failures those of them that failed in a tick
     */
    public void adopt(
            DefinitionEntry definitions,
            List<PlannedTable> planned,
            Map<String, Suspension> suspended,
            List<Suspension> failures) {
        failures.forEach(failure -> failed.put(failure.table(), failure));
        view = viewOf(definitions, planned, suspended);
    }

    /** Live tables that failed in a tick and stay suspended after a restart. Engine thread only. */
    public List<Suspension> failures() {
        return List.copyOf(failed.values());
    }

    /**
     * Live tables failed in a tick and the circuit runs without them and who reads them. Engine
     * thread only.
     */
    public void suspend(Map<String, RuntimeException> failures, long tick) {
        if (failures.isEmpty()) {
            return;
        }
        View current = view;
        failures.forEach((name, cause) -> fail(name, current.definitions, cause, tick));
        DefinitionPlanner.Planned planned =
                DefinitionPlanner.planWhatCanBe(current.definitions, failed, functions);
        Map<String, Suspension> suspended = new LinkedHashMap<>(planned.suspended());
        current.suspended.forEach(suspended::putIfAbsent);
        view =
                viewOf(
                        current.definitions,
                        current.liveTables.values().stream()
                                .filter(table -> !suspended.containsKey(table.name()))
                                .toList(),
                        suspended);
    }

    private void fail(String name, DefinitionEntry in, RuntimeException cause, long tick) {
        LOG.error("the live table {} failed in tick {} and is suspended", name, tick, cause);
        in.liveTables().stream()
                .filter(table -> table.name().equals(name))
                .forEach(table -> failed.put(name, Suspension.of(name, table.sql(), cause, tick)));
    }

    /**
     * Makes the circuit run these definitions, at a tick boundary: what is gone is dropped, what is
     * new or has another plan is built from the tables it reads. Table changes that come of it are
     * part of the tick. A table that cannot be built is suspended, with those that read it.
     */
    public void apply(DefinitionEntry next, Circuit circuit, SealedAt at) {
        View current = view;
        Map<String, String> sqls = new HashMap<>();
        next.liveTables().forEach(table -> sqls.put(table.name(), table.sql()));
        boolean otherJars = !next.functions().equals(current.definitions.functions());
        failed.values()
                .removeIf(
                        known ->
                                !known.sql().equals(sqls.get(known.table()))
                                        || (otherJars && callsProject(known.sql(), next)));
        for (InputTable input : next.inputs()) {
            if (!current.inputs.containsKey(input.name())) {
                circuit.addInput(input);
            }
        }
        DefinitionPlanner.Planned planned =
                DefinitionPlanner.planWhatCanBe(next, failed, functions);
        while (!areBuilt(planned.tables(), next, circuit, at)) {
            planned = DefinitionPlanner.planWhatCanBe(next, failed, functions);
        }
        View wanted = viewOf(next, planned.tables(), planned.suspended());
        // After the others have their new plans: until then they may read what goes.
        for (String name : circuit.liveTables().reversed()) {
            if (!wanted.liveTables.containsKey(name)) {
                circuit.drop(name);
            }
        }
        for (String name : current.inputs.keySet()) {
            if (!wanted.inputs.containsKey(name)) {
                circuit.dropInput(name);
            }
        }
        circuit.index(next.tableIndexes());
        view = wanted;
        for (String name : current.inputs.keySet()) {
            if (!wanted.inputs.containsKey(name)) {
                dropped.accept(name);
            }
        }
    }

    /** Whether a word of the SQL is a function of the jars; a failed table is not planned. */
    private boolean callsProject(String sql, DefinitionEntry next) {
        return WORD.matcher(sql)
                .results()
                .map(word -> word.group().toLowerCase(Locale.ROOT))
                .distinct()
                .anyMatch(word -> functions.function(next.functions(), word).isPresent());
    }

    /** The tick in which definitions come into force, and its time. */
    public record SealedAt(long tick, long nowMicros) {}

    /** False when one failed: it is suspended, and what reads it has to be planned otherwise. */
    private boolean areBuilt(
            List<PlannedTable> planned, DefinitionEntry next, Circuit circuit, SealedAt at) {
        for (PlannedTable table : planned) {
            try {
                circuit.replace(new LiveTable(table.name(), table.plan()), at.nowMicros());
            } catch (RuntimeException e) {
                circuit.abandon(table.name());
                fail(table.name(), next, e, at.tick());
                return false;
            }
        }
        return true;
    }

    private View viewOf(
            DefinitionEntry definitions,
            List<PlannedTable> planned,
            Map<String, Suspension> suspended) {
        Map<String, InputTable> inputs = new HashMap<>();
        definitions.inputs().forEach(input -> inputs.put(input.name(), input));
        Map<String, PlannedTable> liveTables = new LinkedHashMap<>();
        planned.forEach(table -> liveTables.put(table.name(), table));
        return new View(
                definitions,
                Map.copyOf(inputs),
                Collections.unmodifiableMap(liveTables),
                Collections.unmodifiableMap(new LinkedHashMap<>(suspended)),
                functions);
    }
}
